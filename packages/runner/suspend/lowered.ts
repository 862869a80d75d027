// How esbuild writes a script down before it is made suspendable. No imports: threads need nothing else of the transform.

/** What esbuild has to lower: async functions become generators, and class features that the transform need not know. */
export const LOWERED = {
  format: 'esm',
  target: 'es2022',
  supported: {
    'async-await': false,
    'async-generator': false,
    'for-await': false,
    'optional-chain': false,
    'logical-assignment': false,
    'class-field': false,
    'class-static-field': false,
    'class-static-blocks': false,
    'class-private-accessor': false,
    'class-private-brand-check': false,
    'class-private-field': false,
    'class-private-method': false,
    'class-private-static-accessor': false,
    'class-private-static-field': false,
    'class-private-static-method': false,
  },
} as const;
