// Writes the files of a report, all of them or none, and says what to do where one cannot be written.
import { type WholeFile, writeFiles } from 'k6-kit/files';
import { machineFault } from 'k6-kit/machine-fault';
import { UserError } from 'k6-kit/user-error';

/** Throws a UserError with the option that chooses another place. */
export async function writeReport(files: readonly WholeFile[]): Promise<void> {
  try {
    await writeFiles(files);
  } catch (cause) {
    const fault = machineFault(cause);
    if (fault === undefined) throw cause;
    throw new UserError('E_REPORT_WRITE', `${fault}, or choose another folder with --out`, { cause });
  }
}
