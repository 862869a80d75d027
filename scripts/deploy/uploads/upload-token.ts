// The secret of a run that its uploaders and its collector share, so that nobody else adds to its results.
import { randomBytes } from 'node:crypto';
import { UserError } from 'k6-kit/user-error';

export function newUploadToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Throws a UserError where there is none: without it anybody could send a result. */
export function tokenFrom({ UPLOAD_TOKEN: token = '' }: Readonly<Record<string, string | undefined>>): string {
  if (/^[\w-]{16,200}$/.test(token.trim())) return token.trim();
  throw new UserError('E_UPLOAD', 'UPLOAD_TOKEN is missing or malformed: expected 16 or more letters, digits, - and _');
}
