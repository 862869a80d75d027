#!/usr/bin/env node
// Starts the runner from its sources.
import { register } from 'tsx/esm/api';

register();
await import('./cli.ts');
