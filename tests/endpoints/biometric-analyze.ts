// Analysis of one biometric sample: the only endpoint that writes.
import { type Endpoint, jsonOf } from '../../lib/endpoint.ts';
import samples from '../data/biometric-samples.json' with { type: 'json' };

const bodies = samples.map((sample) => JSON.stringify(sample));

export const biometricAnalyze: Endpoint = {
  name: 'biometric-analyze',
  method: 'POST',
  needsToken: false,
  writes: true,
  body: (request) => bodies[request % bodies.length] ?? '',
  checks: {
    'biometric analysis is an object with fields': (answer) => Object.keys(jsonOf(answer)).length > 0,
  },
};
