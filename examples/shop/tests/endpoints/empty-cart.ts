// DELETE /cart: from openapi.yaml.
import type { Definition } from './definition.ts';

export const emptyCart: Definition = {
  method: 'DELETE',
  checks: { 'cart is emptied': (answer) => answer.status === 204 },
};
