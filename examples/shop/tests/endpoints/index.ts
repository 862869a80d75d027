// All endpoints and WebSockets by the names of the tables.
import type { EndpointName, WebsocketName } from '../../thresholds/tables.ts';
import { addToCart } from './add-to-cart.ts';
import { cart } from './cart.ts';
import type { Definition, Talking } from './definition.ts';
import { emptyCart } from './empty-cart.ts';
import { login } from './login.ts';
import { me } from './me.ts';
import { order } from './order.ts';
import { product } from './product.ts';
import { searchProducts } from './search-products.ts';
import { status } from './status.ts';
import { stock } from './stock.ts';
import { uploadReceipt } from './upload-receipt.ts';

export const definitions: Record<EndpointName, Definition> = {
  status,
  login,
  me,
  'search-products': searchProducts,
  product,
  cart,
  'empty-cart': emptyCart,
  'add-to-cart': addToCart,
  order,
  'upload-receipt': uploadReceipt,
};

export const talks: Record<WebsocketName, Talking> = { stock };
