// GET /products: from openapi.yaml.
import { products } from '../data.ts';
import type { Definition } from './definition.ts';

export const searchProducts: Definition = {
  method: 'GET',
  query: () => ({ q: products.row().word }),
  checks: { 'search finds something': (answer) => answer.status === 200 && answer.json('0.productId') !== undefined },
};
