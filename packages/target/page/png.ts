// Writes a PNG (W3C, Portable Network Graphics, third edition), as much of it as the page's picture needs.
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Eight bits a channel, true colour, nothing unusual; PNG's fields of IHDR after the size. */
const form = Buffer.from([8, 2, 0, 0, 0]);

/** A PNG of pixels row by row, three bytes each. `level` is zlib's: 0 does not compress, 9 tries hardest. */
export function encodePng(pixels: Buffer, width: number, height: number, level: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const stride = width * 3;
  // Each row is preceded by its filter, 0 for none.
  const rows = Array.from({ length: height }, (_, row) => [
    Buffer.alloc(1),
    pixels.subarray(row * stride, (row + 1) * stride),
  ]);
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.concat([size, form])),
    chunk('IDAT', deflateSync(Buffer.concat(rows.flat()), { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
