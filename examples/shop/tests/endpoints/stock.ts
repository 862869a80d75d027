// The stock of a product, asked for three times over one WebSocket.
import { products } from '../data.ts';
import type { WebsocketDefinition } from './definition.ts';

export const stock: WebsocketDefinition = {
  writes: false,
  messages: 3,
  message: () => `${products.row().productId}`,
  isAnswer: (text) => JSON.parse(text).productId === Number(products.row().productId),
  pauseS: 0.2,
};
