// GET /cart: from openapi.yaml.
import type { Definition } from './definition.ts';

export const cart: Definition = {
  method: 'GET',
  checks: { 'cart has a sum': (answer) => answer.status === 200 && Number(answer.json('sum')) >= 0 },
};
