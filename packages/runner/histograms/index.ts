// Histograms of whole runs: counts in bins from which any percentile follows, also of several instances together.
export * from './bins.ts';
export * from './encode.ts';
export * from './head.ts';
export * from './sum.ts';
export * from './unpack.ts';
