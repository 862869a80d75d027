// YAML with a head that says where it comes from.
import { Document } from 'yaml';

const GENERATED =
  ' Generated from thresholds/baselines.md by `npm run perf -- monitoring generate`: change the table, not this file.';

/** `value` as YAML below `about`, one sentence on what the file is for. No line is folded: expressions stay whole. */
export function yamlText(about: string, value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = ` ${about}\n${GENERATED}`;
  return document.toString({ lineWidth: 0 });
}
