// Lets the JavaScript engine compile the target before anybody measures it: cold, the first requests take 20 ms and more.
import { Agent, request as open } from 'node:http';
import { definitionOf, type TargetRows, withTimes } from './rows.ts';
import { startTarget, targetDefaults } from './server.ts';

/** Enough for the paths that every request takes; more gains nothing that shows. */
const roundsPerEndpoint = 60;
const users = 10;

const instant = { avgMs: 2, p50Ms: 2, p95Ms: 2, p99Ms: 2 };

/** Sends requests to a target that nobody else sees and that is gone afterwards. Takes about a quarter of a second. */
export async function warmUp(api: TargetRows): Promise<void> {
  const names = Object.keys(api.rows);
  const target = await startTarget({ ...api, rows: withTimes(api, instant), hostSeries: false });
  const agent = new Agent({ keepAlive: true });
  const user = async () => {
    for (let round = 0; round < roundsPerEndpoint / users; round += 1) {
      for (const name of names) await send(agent, target.url, name, api);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  agent.destroy();
  await target.close();
}

function send(agent: Agent, url: string, name: string, api: TargetRows): Promise<void> {
  const { methods: [method] = ['GET'], example } = definitionOf(api, name);
  const headers = { authorization: `Bearer ${targetDefaults.token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = open(url + api.rows[name]?.path, { agent, method, headers }, (response) => {
      response.resume().once('end', resolve);
    });
    request.once('error', reject);
    request.end(example);
  });
}
