// The journeys that load tests may walk: exactly the rows of the table "Journeys".
import type { Journey } from '../../lib/journey.ts';
import type { JourneyName } from '../../thresholds/baselines.ts';
import { checkIn } from './check-in.ts';

export const journeys = {
  'check-in': checkIn,
} satisfies Record<JourneyName, Journey>;
