// The installed k6-verdict on every recorded file: right, or rejected in one clear line. Skipped without the folder.
import { test } from 'node:test';
import { absent, checkRecorded, EVERY_FILE } from './recorded.fixture.ts';

test('every recorded file', { skip: absent }, () => checkRecorded(EVERY_FILE));
