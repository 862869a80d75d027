// What VUs share in the world of a script that reads HTML: see world.ts, and the parser. Not transformed.

export { load } from 'cheerio';
export * from './world.ts';
