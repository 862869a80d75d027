// Whether this is the installed package, whose files scripts/pack has made of these sources.

/** The ending of the files that are read or started at run time. */
export const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
