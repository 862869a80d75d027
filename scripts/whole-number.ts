// Whole numbers in a range, as options of commands take them.
import { InvalidArgumentError } from 'commander';

/** Reads an option's text; its parser throws commander's error for anything but a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && text.length <= String(most).length && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`read "${text}", expected a whole number from ${least} to ${most}.`);
  };
}
