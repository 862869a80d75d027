// How fast does the stock channel answer? Each user opens a WebSocket, asks for the stock of three products, and closes it.
import { check } from 'k6';
import { Trend } from 'k6/metrics';
import { WebSocket } from 'k6/websockets';
import { stockLimits, testTypes } from '../thresholds/tables.ts';
import { products } from './data.ts';
import { session } from './session.ts';

const roundTrip = new Trend('stock_round_trip', true);
const { vus, durationS, pauseS } = testTypes.stock;

export const options = {
  vus,
  duration: `${durationS}s`,
  thresholds: {
    ws_connecting: [`p(95)<${stockLimits.connectP95Ms}`],
    stock_round_trip: [`p(95)<${stockLimits.roundTripP95Ms}`],
    checks: ['rate==1'],
    ...session.thresholds,
  },
};

export default (): void => {
  if (!session.ready()) return;
  const socket = new WebSocket(`${__ENV.BASE_URL}/stock`.replace('http', 'ws'), null, session.params());
  const { productId } = products.row();
  let [askedMs, answers] = [0, 0];
  const ask = (): void => {
    askedMs = Date.now();
    socket.send(productId);
  };
  socket.onopen = ask;
  socket.onmessage = (event) => {
    roundTrip.add(Date.now() - askedMs);
    check(JSON.parse(String(event?.data)), {
      'stock is of the product asked for': (stock) => stock.productId === Number(productId),
    });
    if (++answers < 3) setTimeout(ask, pauseS * 1000);
    else socket.close();
  };
};
