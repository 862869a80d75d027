// POST /orders: from openapi.yaml.
import { products } from '../data.ts';
import type { Definition } from './definition.ts';

export const order: Definition = {
  method: 'POST',
  json: () => ({ items: [{ productId: Number(products.row().productId), quantity: 1 }] }),
  checks: { 'order has a number': (answer) => answer.status === 201 && Number(answer.json('orderId')) > 0 },
};
