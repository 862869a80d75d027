// GET /products/{productId}: from openapi.yaml.
import { products } from '../data.ts';
import type { Definition } from './definition.ts';

export const product: Definition = {
  method: 'GET',
  params: () => ({ productId: products.row().productId }),
  checks: {
    'product is the one asked for': (answer) =>
      answer.status === 200 && answer.json('productId') === Number(products.row().productId),
  },
};
