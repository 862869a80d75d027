// What in a path is an id, and what is a word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from './fold.ts';

const PATHS: [path: string, template: string][] = [
  ['/', '/'],
  ['/orders/17', '/orders/{id}'],
  ['/orders/17/items/3', '/orders/{id}/items/{id2}'],
  ['/users/0b9f1c9e-3f53-4a6e-9c58-6f0a3d0e6a11', '/users/{uuid}'],
  ['/days/2026-11-28/hours', '/days/{date}/hours'],
  ['/months/2026-11', '/months/{date}'],
  ['/files/5f2b8c1d9e', '/files/{id}'],
  ['/files/01HX3V9K2Q', '/files/{id}'],
  ['/users/ann@example.org', '/users/{address}'],
  ['/users/ann%40example.org', '/users/{address}'],
  ['/v1/articles', '/v1/articles'],
  ['/oauth2/token', '/oauth2/token'],
  ['/knowledge-graph/search', '/knowledge-graph/search'],
  ['/decade/facade', '/decade/facade'],
  ['/%zz', '/%zz'],
];

for (const [path, template] of PATHS)
  test(`${path} is ${template}`, () => {
    const folded = fold(path);
    assert.equal(folded.template, template);
    const back = template.replace(/\{(\w+)\}/g, (_, name: string) => folded.values[name] ?? '');
    assert.equal(back, path, 'with its values it is the path again');
  });
