// Names of images as options have them: with a tag or a digest, so that a run is what it was rendered as.
import { InvalidArgumentError } from 'commander';

export const K6_IMAGE = 'grafana/k6:2.3.0';

/** Whatever `latest` is, it may be another image in an hour and on another node. */
export function image(text: string): string {
  const [, tag, digest] = /^[a-z\d][a-z\d._/:-]*?(?::([\w][\w.-]{0,127}))?(?:@(sha256:[a-f\d]{64}))?$/.exec(text) ?? [];
  if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return text;
  throw new InvalidArgumentError(`read "${text}", expected NAME:TAG, not latest, or NAME@sha256:DIGEST.`);
}
