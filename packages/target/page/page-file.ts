// A file of the page in the forms that it is sent in.

/** Something that the target serves as it lies there. */
export interface PageFile {
  contentType: string;
  /** Sent as Cache-Control; null sends neither that nor a validator. */
  cacheControl: string | null;
  plain: Variant;
  /** Packed with gzip; null where that does not pay or is switched off. */
  packed: Variant | null;
  /** How long after its request it is answered, in ms. */
  delayMs: number;
}

/** One of the forms that a file is sent in. Each has a tag of its own (RFC 9110, 8.8.3.3). */
export interface Variant {
  body: Buffer;
  /** With its quotes, as in ETag. */
  tag: string;
}
