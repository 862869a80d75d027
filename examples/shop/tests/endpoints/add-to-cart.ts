// POST /cart/items: from openapi.yaml.
import { products } from '../data.ts';
import type { Definition } from './definition.ts';

export const addToCart: Definition = {
  method: 'POST',
  json: () => ({ productId: Number(products.row().productId), quantity: 2 }),
  checks: { 'cart has an item': (answer) => answer.status === 201 && answer.json('items.0.quantity') === 2 },
};
