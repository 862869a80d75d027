// Imported before the script: when the script is evaluated its VU has its number, environment and random numbers.
import { boot } from './runtime.ts';

boot();
