// The part of the conformance table about WebSockets: the modules k6/ws and k6/websockets and their objects.
import { partly, type Section, supported } from './rows.ts';

const WS = 'sockets/ws.test.ts';
const WAITS = `${WS}: connect waits until the socket is closed: text, bytes, pings, timers, and what was answered`;
const ENDS = `${WS}: a server that closes is heard: its code, and an error unless the closing is normal`;
const FAILS = `${WS}: without a connection connect says why, and throws where the option throw says so`;
const NEW = 'sockets/websockets.test.ts';
const ITERATION = `${NEW}: an iteration waits for its sockets: text, bytes, pings, states, listeners in order`;
const ARGUMENTS = `${NEW}: arguments that make no sense are errors`;

export const SOCKET_SECTIONS: readonly Section[] = [
  {
    title: 'k6/ws',
    about: 'exports of the module k6/ws',
    rows: [
      partly(
        'connect',
        'waits until the socket is closed; functions of the script may wait. Without a connection: a response with `error` and the status, or an exception with the option `throw`, and no call of the function; the documentation leaves it open',
        FAILS,
      ),
    ],
  },
  {
    title: 'k6/ws Socket',
    about: 'methods of a socket of k6/ws',
    rows: [
      supported('send | sendBinary | ping', 'text, bytes, and a ping that is timed', WAITS),
      supported('setTimeout | setInterval', 'timers that end with the socket', WAITS),
      partly(
        'on',
        'open, message, binaryMessage, ping, pong, close, error. After a closing with a code other than 1000 there is an error and then a close; whether k6 has both the documentation leaves open',
        ENDS,
      ),
      supported('close', 'with a code, 1001 without', ENDS),
    ],
  },
  {
    title: 'k6/ws Params',
    about: 'params of a WebSocket, in both modules',
    rows: [supported('headers | tags | jar | compression', 'of the request; subprotocols are a header', WAITS)],
  },
  {
    title: 'k6/websockets',
    about: 'exports of the module k6/websockets',
    rows: [
      supported('WebSocket', 'the iteration goes on until its sockets are closed', ITERATION),
      supported('Blob', 'bytes that cannot be changed', ITERATION),
    ],
  },
  {
    title: 'k6/websockets WebSocket',
    about: 'members of a WebSocket; its second argument means nothing, as in k6',
    rows: [
      supported('url | readyState | bufferedAmount | binaryType', 'its state', ITERATION),
      supported('CONNECTING | OPEN | CLOSING | CLOSED', 'names of states', ITERATION),
      supported('send | ping', 'before it is open an error, after its end nothing', ITERATION),
      supported('close', 'with a code, 1000 without, and a reason', ITERATION),
      supported('addEventListener', 'listeners, called after the one that on... has', ARGUMENTS),
      supported('onopen | onmessage | onclose | onpong', 'one listener each', ITERATION),
      supported(
        'onping',
        'one listener',
        `${NEW}: sockets run side by side with timers and requests, and their listeners may wait`,
      ),
      partly(
        'onerror',
        'one listener; a close follows. That the server closed with a fault is a close alone, which the documentation leaves open',
        `${NEW}: a socket without a connection has an error and a close; what a listener throws ends the iteration`,
      ),
    ],
  },
  {
    title: 'k6/websockets Blob',
    about: 'members of a Blob',
    rows: [
      supported('size | type | arrayBuffer | bytes | slice | text', 'its bytes', ITERATION),
      partly('stream', 'ends the run: there are no streams', `${NEW}: a Blob has no stream, and says so`),
    ],
  },
];
