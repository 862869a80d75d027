// The page's picture as a function of the place: hills at dusk. The source of the PNG and of the committed WebP.

/** In pixels; the page shows it at this size, so that nothing moves when it arrives. */
export const picture = { width: 640, height: 360 } as const;

type Colour = readonly [red: number, green: number, blue: number];

const skyTop: Colour = [38, 54, 97];
const skyLow: Colour = [243, 176, 125];
const sun = { x: 0.68, y: 0.42, radius: 0.07, colour: [255, 236, 196] as Colour };

/** From the farthest to the nearest: height of the ridge from the top, how it waves, its colour. */
const hills: readonly { ridge: number; swing: number; waves: number; shift: number; colour: Colour }[] = [
  { ridge: 0.55, swing: 0.05, waves: 2.3, shift: 0.4, colour: [158, 126, 138] },
  { ridge: 0.64, swing: 0.06, waves: 1.7, shift: 2.1, colour: [109, 96, 124] },
  { ridge: 0.75, swing: 0.05, waves: 2.9, shift: 4.4, colour: [66, 71, 105] },
  { ridge: 0.86, swing: 0.04, waves: 2.1, shift: 1.3, colour: [32, 43, 74] },
];

/** All pixels, row by row, three bytes each (sRGB). Takes about a tenth of a second. */
export function drawPicture(): Buffer {
  const { width, height } = picture;
  const pixels = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [red, green, blue] = colourAt(column / height, row / height);
      const at = (row * width + column) * 3;
      pixels[at] = Math.round(red);
      pixels[at + 1] = Math.round(green);
      pixels[at + 2] = Math.round(blue);
    }
  }
  return pixels;
}

/** The colour at a place in units of the height; edges are a pixel wide, which smooths them. */
function colourAt(x: number, y: number): Colour {
  let colour = mix(skyTop, skyLow, Math.min(1, y / 0.62));
  const fromSun = Math.hypot(x - sun.x * (picture.width / picture.height), y - sun.y) - sun.radius;
  colour = mix(colour, sun.colour, fromSun <= 0 ? 0.35 : 0.35 * Math.exp(-fromSun * 6));
  colour = mix(colour, sun.colour, clamp(0.5 - fromSun * picture.height));
  for (const { ridge, swing, waves, shift, colour: hill } of hills) {
    const top = ridge + swing * (Math.sin(x * waves * 2 + shift) + 0.4 * Math.sin(x * waves * 5.3 + shift * 2));
    // Haze: a hill is paler towards its foot.
    const shade = mix(hill, skyLow, 0.18 * clamp((y - top) / 0.3));
    colour = mix(colour, shade, clamp(0.5 + (y - top) * picture.height));
  }
  return colour;
}

function mix(from: Colour, to: Colour, share: number): Colour {
  if (share === 0) return from;
  const [red, green, blue] = from;
  return [red + (to[0] - red) * share, green + (to[1] - green) * share, blue + (to[2] - blue) * share];
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
