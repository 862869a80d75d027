// Modules of the web: fetched before the run, as k6 does, each once, within limits of time and bytes.
import { withoutCredentials } from 'k6-kit/url-credentials';
import { type Answer, ask, type NoAnswer } from './ask.ts';

/** For one module, from the name lookup to the last byte. */
const LIMIT_MS = 30_000;
const MOST_BYTES = 10_000_000;
const MOST_REDIRECTS = 10;
/** What to do instead. */
const INSTEAD = 'download the module and import the file, or bundle it with the script';
const OF_CERTIFICATES = /CERT|SIGNATURE|_TLS_|ISSUER/;

export interface RemoteModule {
  /** After redirects: its own imports are relative to it, as in a browser. */
  url: string;
  text: string;
}

export function isRemote(url: string): boolean {
  return /^https?:/.test(url);
}

/** The modules of one script. */
export class RemoteModules {
  readonly #isAllowed: boolean;
  readonly #modules = new Map<string, Promise<RemoteModule>>();

  constructor(isAllowed: boolean) {
    this.#isAllowed = isAllowed;
  }

  /** Rejects with an Error of one line, without user and password of the URL. */
  get(url: string): Promise<RemoteModule> {
    let module = this.#modules.get(url);
    if (!module) this.#modules.set(url, (module = this.#get(url)));
    return module;
  }

  async #get(url: string): Promise<RemoteModule> {
    if (!this.#isAllowed) throw new Error(`${shown(url)} is not fetched because of --no-remote-modules: ${INSTEAD}`);
    let address = url;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await answerOf(address);
      const { location } = answer.headers;
      if (answer.status >= 300 && answer.status < 400 && location) address = redirected(address, location);
      else if (answer.isOk) return { url: address, text: answer.text.replace(/^\ufeff/, '') };
      else throw new Error(`${shown(address)} cannot be fetched: the server answers ${answer.status}`);
    }
    throw new Error(`${shown(url)} cannot be fetched: there are more than ${MOST_REDIRECTS} redirects`);
  }
}

async function answerOf(url: string): Promise<Answer> {
  try {
    return await ask(url, { timeoutMs: LIMIT_MS, mostBytes: MOST_BYTES });
  } catch (error) {
    const { message, status } = error as NoAnswer;
    throw new Error(`${shown(url)} cannot be fetched (${message})${status === null ? hintFor(message) : ''}`);
  }
}

function hintFor(reason: string): string {
  if (OF_CERTIFICATES.test(reason)) return ': NODE_EXTRA_CA_CERTS names a file with further certificates to trust';
  return `: is this machine offline? If so, ${INSTEAD}`;
}

/** Code that was asked for by https does not come by http. */
function redirected(from: string, location: string): string {
  const to = URL.canParse(location, from) ? new URL(location, from).href : '';
  if (!isRemote(to) || (from.startsWith('https:') && !to.startsWith('https:')))
    throw new Error(`${shown(from)} cannot be fetched: it redirects to ${shown(to || location)}`);
  return to;
}

function shown(url: string): string {
  return withoutCredentials(url);
}
