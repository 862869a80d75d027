// Faults of the machine in one line: a full disk, a missing permission, too many open files. They are not bugs of the suite.

interface Fault {
  reason: string;
  /** What to do about it. */
  next: string;
  /** The system's own words (strerror), as programs and libraries repeat them in place of the code. */
  words: string;
}

const ELSEWHERE = 'choose another path';
const RIGHTS = 'use a path of your own, or change who may use this one';

const FAULTS: Readonly<Record<string, Fault>> = {
  EACCES: { reason: 'no permission', next: RIGHTS, words: 'Permission denied' },
  EPERM: { reason: 'not permitted', next: RIGHTS, words: 'Operation not permitted' },
  EROFS: { reason: 'the file system is read-only', next: ELSEWHERE, words: 'Read-only file system' },
  ENOSPC: {
    reason: 'the disk is full',
    next: 'free some space, or use another disk',
    words: 'No space left on device',
  },
  EDQUOT: {
    reason: 'the disk quota is used up',
    next: 'free some space, or use another disk',
    words: 'Disk quota exceeded',
  },
  EFBIG: { reason: 'larger than the system allows', next: 'raise `ulimit -f`', words: 'File too large' },
  EMFILE: { reason: 'too many open files', next: 'raise `ulimit -n`', words: 'Too many open files' },
  ENFILE: {
    reason: 'too many open files on this machine',
    next: 'close some programs, or raise fs.file-max',
    words: 'Too many open files in system',
  },
  ENOENT: { reason: 'no such file or folder', next: 'check the path', words: 'No such file or directory' },
  ENOTDIR: { reason: 'a part of the path is a file', next: ELSEWHERE, words: 'Not a directory' },
  EISDIR: { reason: 'it is a folder', next: 'name a file', words: 'Is a directory' },
  EEXIST: { reason: 'a file is in the way', next: ELSEWHERE, words: 'File exists' },
  ENOTEMPTY: { reason: 'the folder is not empty', next: ELSEWHERE, words: 'Directory not empty' },
  ELOOP: { reason: 'a link that leads to itself', next: ELSEWHERE, words: 'Too many levels of symbolic links' },
  ENAMETOOLONG: { reason: 'the path is too long', next: ELSEWHERE, words: 'File name too long' },
  EIO: { reason: 'the device failed', next: 'check the disk', words: 'Input/output error' },
  ENODEV: { reason: 'the device is gone', next: 'check the disk', words: 'No such device' },
  ETXTBSY: { reason: 'a program that is running', next: ELSEWHERE, words: 'Text file busy' },
};

/** The network's errors have the same codes; what they mean depends on who was asked. */
const NOT_FILES = /^(connect|listen|bind|accept|getaddrinfo|read ECONN)/;

/**
 * What the machine refused, in one line with path, reason and next step; undefined when `error` is something else. Looks through
 * causes, and at the system's own words in messages of libraries that have no codes.
 */
export function machineFault(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const line = byCode(at) ?? byWords(at);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The bare reason for a code of the file system, such as `the disk is full`. */
export function reasonFor(code: string | undefined): string | undefined {
  return code === undefined ? undefined : FAULTS[code]?.reason;
}

function byCode(error: NodeJS.ErrnoException & { dest?: string }): string | undefined {
  const { code, syscall, path, dest } = error;
  const fault = code === undefined ? undefined : FAULTS[code];
  if (fault === undefined || syscall === undefined || NOT_FILES.test(syscall)) return undefined;
  return `${[path, dest].filter(Boolean).join(' -> ') || syscall}: ${fault.reason} (${code}); ${fault.next}`;
}

/** The longest words first: those of EMFILE are the beginning of those of ENFILE. */
const BY_WORDS = Object.entries(FAULTS).sort(([, a], [, b]) => b.words.length - a.words.length);

function byWords({ message }: Error): string | undefined {
  const [first = ''] = message.split('\n');
  const [code, fault] = BY_WORDS.find(([, { words }]) => first.includes(words)) ?? [];
  return fault && `${first.trim()} (${code}); ${fault.next}`;
}
