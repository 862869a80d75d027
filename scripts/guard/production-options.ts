// What every command that loads asks for where the target is production.
import { Option } from 'commander';

export function productionOptions(): Option[] {
  return [
    new Option('--confirm-production <host>', 'the host once more, where it is production (with ALLOW_PRODUCTION=yes)'),
    new Option('--reason <text>', 'why, kept beside the result; production asks for it (or PERF_REASON)'),
  ];
}
