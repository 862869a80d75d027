// `npm run licenses [-- FILE]`: lists the licenses of the production tree of a lock file; ends with 1 where one is not permissive.
import { readFileSync } from 'node:fs';
import { licenseReport, PERMISSIVE } from './licenses.ts';

const { list, refused } = licenseReport(JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8')));
process.stdout.write(list);
if (refused.length > 0) {
  process.stderr.write(refused.join(''));
  process.stderr.write(
    `expected one of ${PERMISSIVE.join(', ')}: use another package, or list the license in scripts/pack/licenses.ts\n`,
  );
  process.exitCode = 1;
}
