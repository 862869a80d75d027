// The functions and constants of faces.ts that transformed code calls; the transform writes them with its own prefix.

export const FACE_NAMES = [
  /** What a waiting generator yields. */
  'S',
  /** Symbol of the method that makes an object of a class whose constructor may wait. */
  'make',
  'g',
  'run',
  'def',
  'bind',
  'gen',
  'methods',
  'getKey',
  'get',
  'new',
  'create',
  'made',
  'rest',
  'parent',
  'super',
  'superCall',
  'tagged',
  'template',
  'iterate',
  'spread',
  'delegate',
  'async',
  'asyncFace',
  'pass',
  'own',
  'tick',
] as const;
export type FaceName = (typeof FACE_NAMES)[number];
