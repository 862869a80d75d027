// How a place that is smaller than production changes a test: factors on its users, its rates and its limits on response times.

export interface Factors {
  /** On VUs of every load; a level above 0 keeps at least one. */
  users: number;
  /** On arrival rates of open loads, and on what throughput is compared with. */
  rate: number;
  /** On limits of response times. */
  limits: number;
}

export interface Scale extends Factors {
  /** Environment that it is from, by its name in the configuration; absent: given by hand. */
  environment?: string;
}

export const FACTORS = ['users', 'rate', 'limits'] as const;

export const FULL_SCALE: Readonly<Factors> = Object.freeze({ users: 1, rate: 1, limits: 1 });

/** `users x 0.25, rate x 0.25, limits x 1.5 (environment staging)`: what differs from full scale; empty where nothing does. */
export function scaleText(scale: Scale | undefined): string {
  const factors = factorsText(scale);
  const { environment } = scale ?? {};
  return factors === '' || environment === undefined ? factors : `${factors} (environment ${environment})`;
}

/** The same without where it is from: runs of one text had the same load and limits. */
export function factorsText(scale: Factors = FULL_SCALE): string {
  return FACTORS.filter((factor) => scale[factor] !== 1)
    .map((factor) => `${factor} x ${scale[factor]}`)
    .join(', ');
}

/** Beyond these bounds a factor is a slip of the keyboard. */
export function isScaleFactor(value: number): boolean {
  return value >= 0.001 && value <= 1000;
}

/** A number of VUs, or a rate per second, at its scale: whole, as k6 has them, and rounded up, so that none is lost. */
export function scaledLevel(level: number, factor: number): number {
  // Without the noise of binary fractions: 10 x 1.1 is 11, not 11.000000000000002, which would round up to 12.
  return factor === 1 ? level : Math.ceil(Number((level * factor).toPrecision(12)));
}
