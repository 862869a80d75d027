// Journeys for load scripts: k6-script/journey.
export { type Answer, type Extractor, formField, header, jsonPath, pattern } from './extract.ts';
export { type JourneyOptions, journey } from './journey.ts';
export type { Kept, Step, StepEnd, StepRequest } from './step.ts';
