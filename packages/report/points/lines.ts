// Lines of a text stream, one call each: whole chunks at a time, and a bound on how long a line may be.
import { StringDecoder } from 'node:string_decoder';

/** Longer lines are lost: k6 writes a few hundred bytes. */
const LONGEST_LINE = 1_000_000;

export interface LineCounts {
  /** Lines that were too long. */
  lost: number;
}

/** Calls `onLine` with every line that is not empty, without its end. The text is a part of a chunk: copy what is kept. */
export async function eachLine(chunks: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<LineCounts> {
  const decoder = new StringDecoder('utf8');
  const counts = { lost: 0 };
  let [rest, isSkipping, isFirst] = ['', false, true];
  const take = (line: string) => {
    const end = line.endsWith('\r') ? line.length - 1 : line.length;
    if (end > 0) onLine(end === line.length ? line : line.slice(0, end));
  };
  for await (const chunk of chunks) {
    let text = rest + decoder.write(chunk);
    if (isFirst && text !== '') [text, isFirst] = [text.replace(/^\uFEFF/, ''), false];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (!isSkipping) take(text.slice(start, end));
      isSkipping = false;
      start = end + 1;
    }
    rest = isSkipping ? '' : text.slice(start);
    if (rest.length > LONGEST_LINE) {
      counts.lost++;
      [rest, isSkipping] = ['', true];
    }
  }
  if (!isSkipping) take(rest + decoder.end());
  return counts;
}
