// What every command that loads asks for where the target is production.
import { Option } from 'commander';

export function productionOptions(): Option[] {
  return [
    new Option(
      '--confirm-production <host>',
      "the host's name, to confirm that it is production (with ALLOW_PRODUCTION=yes)",
    ),
    new Option('--reason <text>', 'why you load production; kept next to the result (or PERF_REASON)'),
  ];
}
