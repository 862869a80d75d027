// POST /receipts: from openapi.yaml.
import { receipt } from '../data.ts';
import type { Definition } from './definition.ts';

export const uploadReceipt: Definition = {
  method: 'POST',
  body: { note: 'paid', receipt },
  checks: {
    'receipt arrived whole': (answer) => answer.status === 201 && answer.json('bytes') === receipt.data.byteLength,
  },
};
