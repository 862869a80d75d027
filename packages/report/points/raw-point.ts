// A line of raw points, as little of it read as is needed: its tags stay text, since most lines repeat those of others.

/** Filled by a reader and valid until the next line. */
export interface RawPoint {
  metric: string;
  /** Moment as k6 wrote it. */
  time: string;
  value: number;
  /** The part of the line that holds the tags; equal texts are equal tags. */
  tags: string;
}

/** What a line of JSON says of a metric. */
export interface Declaration {
  metric: string;
  type: string;
  contains: string | null;
  thresholds: string[];
}

export interface PointReader {
  /** True where `point` was filled. A declaration is reported to its listener and a line that cannot be read as lost. */
  read: (line: string, point: RawPoint) => boolean;
  /** Null where it is not a list of tags. */
  parseTags: (text: string) => ReadonlyMap<string, string> | null;
  /** Milliseconds since 1970; not a number where it is not a time. */
  parseTime: (text: string) => number;
  /** Called at the end of a file: how many lines are still waiting for their end, and so lost. */
  unfinished: () => number;
}
