// Data files that are not as the script needs them: one line with file, row and column, and nothing of what is in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvRows, jsonRows } from './rows.ts';

const COLUMNS = ['email', 'password'] as const;
const ofCsv = (text: string, delimiter = ',') => csvRows('users.csv', text, COLUMNS, delimiter);
const ofJson = (text: string) => jsonRows<{ email: string; password: string }>('users.json', text, COLUMNS);

const GOOD: [text: string, delimiter?: string][] = [
  ['email,password\na@x,1\nb@x,2\n'],
  ['\uFEFFpassword,email,note\r\n1,a@x,\r\n2,b@x,""\r\n\r\n'],
  ['email;password\n"a@x";1\n"b@x";2', ';'],
];
test('a CSV file becomes rows with the columns asked for, whatever their order and the line ends', () => {
  for (const [text, delimiter] of GOOD)
    assert.deepEqual(ofCsv(text, delimiter), [
      { email: 'a@x', password: '1' },
      { email: 'b@x', password: '2' },
    ]);
  assert.deepEqual(ofCsv('email,password\n"a ""b""\n@x","1,2"'), [{ email: 'a "b"\n@x', password: '1,2' }]);
});

test('a JSON file becomes rows with all that it has', () => {
  assert.deepEqual(ofJson('[{"email":"a@x","password":"0","age":4}]'), [{ email: 'a@x', password: '0', age: 4 }]);
});

const EMPTY = 'users.csv, row 3, column "password" is empty: fill it in, or remove the row';
const BAD: [read: () => unknown, message: string][] = [
  [
    () => ofCsv('email\na@x'),
    'users.csv, row 1 has no column "password": expected a header with it, got 1 other columns',
  ],
  [
    () => ofCsv('email, Password\na@x,1'),
    'users.csv, row 1 has no column "password": expected a header, got " Password"',
  ],
  [() => ofCsv('email,password,email\na@x,1,2'), 'users.csv, row 1 has two columns "email": expected one'],
  [() => ofCsv('email,password\na@x,SECRET\nb@x,'), EMPTY],
  [
    () => ofCsv('email,password\na@x,SECRET\nb@x'),
    'users.csv, row 3 has 1 of 2 columns: expected as many as in the header',
  ],
  [() => ofCsv('email,password\na,1\n\nb,2'), 'users.csv, row 3 has 1 of 2 columns: expected as many as in the header'],
  [
    () => ofCsv('email,password\na@x,1,SECRET\n'),
    'users.csv, row 2 has 3 of 2 columns: expected as many as in the header',
  ],
  [
    () => ofCsv('email,password\n"a@x,1\nb,SECRET'),
    'users.csv, row 2 has 1 of 2 columns: a quote is not closed, there or above',
  ],
  [() => ofCsv('email,password\na,"1\nb,SECRET'), 'users.csv, row 2: a quote is not closed, there or above'],
  [() => ofCsv('email,password\n'), 'users.csv has no rows: expected at least one'],
  [() => ofCsv(''), 'users.csv, row 1 has no column "email": expected a header with it, got 0 other columns'],
  [
    () => ofCsv('SECRET,hunter2\na,b'),
    'users.csv, row 1 has no column "email": expected a header with it, got 2 other columns',
  ],
  [() => ofJson('[{"email":"SECRET'), 'users.json is not JSON: expected [{ ... }, ...]'],
  [() => ofJson('{"email":"SECRET"}'), 'users.json is not a list: expected [{ ... }, ...]'],
  [() => ofJson('["SECRET"]'), 'users.json, row 1 is not an object: expected { "email": ..., "password": ... }'],
  [
    () => ofJson('[{"email":"a","password":"SECRET"},{"email":"b","password":null}]'),
    'users.json, row 2, column "password" is empty: fill it in, or remove the row',
  ],
  [() => ofJson('[]'), 'users.json has no rows: expected at least one'],
];
for (const [read, message] of BAD)
  test(`says: ${message}`, () => {
    assert.throws(read, { message });
    assert.doesNotMatch(message, /SECRET|hunter2/);
  });
