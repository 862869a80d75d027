// For tests: a request of four instances as `perf deploy render` makes it.
import type { DeployRequest } from './deploy-request.ts';
import { demandOf, sizeFor } from './sizing.ts';

export const REQUEST: DeployRequest = {
  ...{ bundle: 'stress', runId: '260131-1200-k3f9', settings: { BASE_URL: 'http://10.0.0.1' }, instances: 4 },
  ...{ image: 'k6:1', collectorImage: 'us:1', secret: 'auren-token', storageClass: undefined, timeScale: '0.5' },
  ...{ sizing: sizeFor(demandOf(200, undefined, 5_000)), runS: 600, judgesParts: true, isSeparate: false },
  uploadToken: undefined,
  egress: [{ cidr: '10.0.0.1/32', port: 80 }],
};
