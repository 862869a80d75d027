// Follows the links of built pages without a network: each page, file and anchor is there, and nothing is loaded from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';
import { load } from 'cheerio';

/** Attributes that name one address, and whether the browser loads it or the reader follows it. */
const ADDRESSES = [
  ['a[href]', 'href', 'followed'],
  ['link[href]', 'href', 'loaded'],
  ['script[src], img[src], iframe[src], source[src]', 'src', 'loaded'],
  ['img[srcset], source[srcset]', 'srcset', 'loaded'],
] as const;

interface Page {
  anchors: ReadonlySet<string>;
  links: readonly { address: string; use: 'followed' | 'loaded' }[];
}

/** One line for each broken link: the page, the address, and why. */
export function brokenLinks(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const pages = new Map(
    files.filter((file) => file.endsWith('.html')).map((file) => [file, readPage(readFileSync(join(folder, file)))]),
  );
  const known = new Set(files);
  return [...pages].flatMap(([file, { links }]) =>
    links.flatMap(({ address, use }) => {
      const why = fault(file, address, use, known, pages);
      return why === undefined ? [] : [`${file}: ${address}: ${why}`];
    }),
  );
}

function readPage(html: Buffer): Page {
  const $ = load(html);
  const anchors = $('[id], a[name]')
    .toArray()
    .flatMap(({ attribs }) => [attribs.id, attribs.name].filter((name) => name !== undefined));
  const links = ADDRESSES.flatMap(([selector, attribute, use]) =>
    $(selector)
      .toArray()
      .flatMap(({ attribs }) => {
        const value = attribs[attribute] ?? '';
        // `srcset` is a list of addresses, each with a width.
        const addresses =
          attribute === 'srcset' ? value.split(',').map((part) => part.trim().split(/\s/)[0]!) : [value];
        return addresses.map((address) => ({ address, use }));
      }),
  );
  return { anchors: new Set(anchors), links };
}

/** Undefined for a link that leads somewhere. */
function fault(
  file: string,
  address: string,
  use: 'followed' | 'loaded',
  known: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  if (address.startsWith('data:')) return undefined;
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address)) {
    if (use === 'loaded') return 'is loaded from elsewhere';
    return /^(https?|mailto):/i.test(address) ? undefined : 'is no address on the web';
  }
  const [path = '', anchor = ''] = address.split('#');
  const found = path === '' ? file : join(dirname(file), decodeURIComponent(path.split('?')[0]!));
  const target = found === '.' || found.endsWith('/') ? join(found, 'index.html') : found;
  if (!known.has(target)) return 'there is no such file';
  const page = pages.get(target);
  const isThere = anchor === '' || page === undefined || page.anchors.has(decodeURIComponent(anchor));
  return isThere ? undefined : 'there is no such anchor';
}
