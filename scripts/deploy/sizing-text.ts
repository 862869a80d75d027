// A sizing as people read it.
import { aligned } from 'k6-kit/columns';
import { DEFAULT_GENERATOR, demandOf, FILES, SIZING_USERS, type Sizing, sizeFor } from './sizing.ts';

export function sizingText(sizing: Sizing): string {
  const { cores, memoryMb, networkMbit } = DEFAULT_GENERATOR;
  return [
    `${sizing.users} users, ${round(sizing.ratePerS)} requests/s, answers of ${sizing.answerBytes} bytes; generators of ${cores} cores, ${memoryMb / 1000} GB, ${networkMbit} Mbit/s`,
    aligned([
      HEAD,
      row(sizing),
      ...SIZING_USERS.map((users) => row(sizeFor(demandOf(users, undefined, sizing.answerBytes), sizing.cost))),
    ]),
    ...(sizing.settings.length > 0
      ? [['on each generator:', ...sizing.settings.map((text) => `  ${text}`)].join('\n')]
      : []),
    `${sizing.cost.source}; 80 % of a generator are planned for. * over the default of ${FILES} open files.`,
  ].join('\n\n');
}

const HEAD = [
  'users',
  'requests/s',
  'instances',
  'because of',
  'cores',
  'GB',
  'Mbit/s',
  'users each',
  'requests/s each',
  'files each',
  'ports each',
];

function row({ users, ratePerS, instances, boundBy, cores, memoryMb, networkMbit, perInstance }: Sizing): string[] {
  return [
    ...[
      String(users),
      round(ratePerS),
      String(instances),
      boundBy,
      round(cores),
      round(memoryMb / 1000),
      round(networkMbit),
    ],
    ...[String(perInstance.users), round(perInstance.ratePerS)],
    `${perInstance.openFiles}${perInstance.openFiles > FILES ? '*' : ''}`,
    `${round(perInstance.portPct)} %`,
  ];
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
