// The stock of a product, asked for three times over one WebSocket.
import { products } from '../data.ts';
import { overWebsocket } from '../talker.ts';

export const stock = overWebsocket({
  writes: false,
  messages: 3,
  message: () => `${products.row().productId}`,
  isAnswer: (text) => JSON.parse(text).productId === Number(products.row().productId),
  pauseS: 0.2,
});
