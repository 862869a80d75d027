// What can be made bad about the home page, one finding each.
import { UserError } from 'k6-kit/user-error';

/** Each fault with what it does, as the help says it. */
export const pageFaults = {
  'no-cache': 'its files have neither Cache-Control nor ETag',
  'no-compression': 'nothing is compressed',
  png: 'the picture is an uncompressed PNG',
  'blocking-script': 'a script in the head delays the first paint',
  'many-files': 'forty small pictures, which queue for the connections of HTTP/1.1',
} as const;

export type PageFault = keyof typeof pageFaults;

/** Checks the name of a fault; throws a UserError that lists them. */
export function parsePageFault(text: string): PageFault {
  if (Object.hasOwn(pageFaults, text)) return text as PageFault;
  throw new UserError('E_TARGET', `page: read "${text}", expected one of ${Object.keys(pageFaults).join(', ')}`);
}
