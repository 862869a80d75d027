// What all VUs of a world share: the faces of functions, and the classes whose objects the host makes.

export { SUSPENDED } from '../suspend/face.ts';
export { makeFaces } from '../suspend/faces.ts';
export { makeKeys } from './crypto-key.ts';
export { makeResponse, ownFields } from './response.ts';
