// The last run like a new one, for its report: from the history that is at hand, if there is one.
import { stat } from 'node:fs/promises';
import { UserError } from 'k6-kit/user-error';
import type { FindPrevious } from 'k6-verdict/report';
import type { Io } from '../io.ts';
import { practicalSize } from './from-tables.ts';
import { DEFAULT_STORE, storePath, withStore } from './place.ts';

/** A history that cannot be read costs the comparison, not the report. DuckDB is loaded only where there is a file. */
export function findPrevious(io: Io): FindPrevious {
  return async (judgement) => {
    const isThere = await stat(storePath(DEFAULT_STORE, io)).then(
      (file) => file.isFile(),
      () => false,
    );
    if (!isThere || !judgement.summary.run || judgement.outcome === 'discarded') return null;
    const { previousIn } = await import('k6-history/previous');
    return withStore(DEFAULT_STORE, 'read', io, (store) => previousIn(store, judgement, practicalSize)).catch(
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        io.stderr(`figures are not compared with the last run: ${error.message}\n`);
        return null;
      },
    );
  };
}
