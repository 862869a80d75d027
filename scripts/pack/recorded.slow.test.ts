// The installed k6-verdict on one recorded file of each kind: right, or rejected in one clear line. Skipped without the folder.
import { test } from 'node:test';
import { absent, checkRecorded, ONE_OF_A_KIND } from './recorded.fixture.ts';

test('one recorded file of each kind', { skip: absent }, () => checkRecorded(ONE_OF_A_KIND));
