// What the stack knows of a service: how it is found on this machine, how it starts, and where it then listens.

import type { ServiceName as RowName } from '../../../thresholds/baselines.ts';
import type { Account } from './account.ts';

/** Services of the stack in the order in which they start. */
export const SERVICE_NAMES = [
  'postgres',
  'redis',
  'chroma',
  'kafka',
  'api',
  'nginx',
  'node-exporter',
  'postgres-exporter',
  'redis-exporter',
  'nginx-exporter',
  'prometheus',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Programs of an installed service by what they are for, as absolute paths, and the version it tells. */
export interface Installed {
  programs: Readonly<Record<string, string>>;
  version: string;
}

/** A service that cannot start here; `install` is the one command that changes that. */
export interface Missing {
  missing: string;
  install: string;
}

/** Where a service may write and listen. */
export interface Place {
  /** The service's own empty folder. */
  dir: string;
  /** When we are root, the account that a server of `Definition.account` runs under; the folder is its own. */
  account: Account | undefined;
  /** Repository, for configuration that is part of it (`deploy/`). */
  root: string;
  /** Starts a process that outlives this one, its output in `dir`. */
  launch(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<Launched>;
  /** A port on loopback that nothing listens on. */
  freePort(): Promise<number>;
  /** A new secret: letters and digits, fit for URLs and configuration files. */
  secret(): string;
  /** Services that are up already. */
  up: Readonly<Partial<Record<ServiceName, Running>>>;
  wishes: Wishes;
}

/** What the user asked for. */
export interface Wishes {
  /** Rows in each table of the database. */
  rows: number;
  /** Ports to take in place of free ones. */
  ports: Readonly<Partial<Record<ServiceName, number>>>;
}

export interface Launched {
  pid: number;
  /** What it has printed so far, its end first of all. */
  output(): Promise<string>;
  isAlive(): boolean;
}

/** A service that answers. Kept in the stack's state file, so everything in it is plain data. */
export interface Running {
  pid: number;
  port: number;
  /** Names and values for those who use it: `DATABASE_URL` and the like. Secrets are in here. */
  env: Readonly<Record<string, string>>;
  version: string;
}

export interface Definition {
  name: ServiceName;
  /** Its row in the table of services; undefined: it is a helper and has none. */
  row?: RowName;
  /** The account that it runs under when we are root, or nobody's where there is none such; undefined: root will do. */
  account?: string;
  /** The signal that ends it in good order and at once. */
  stopSignal: 'SIGINT' | 'SIGTERM' | 'SIGQUIT';
  /** Services that it cannot start without. */
  needs: readonly ServiceName[];
  find(): Promise<Installed | Missing>;
  /** Starts it and waits until it answers. Throws an Error that says why it does not. */
  start(place: Place, installed: Installed): Promise<Omit<Running, 'version'>>;
}
