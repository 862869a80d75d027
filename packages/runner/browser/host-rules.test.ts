// The options about hosts as a browser's own rules: which there are, in which order, and what is left out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notForPages, resolverArguments } from './host-rules.ts';

describe('hosts of a browser', () => {
  const cases: [name: string, network: Parameters<typeof resolverArguments>[0], rules: string | undefined][] = [
    ['no option, no argument', undefined, undefined],
    ['empty options, no argument', { hosts: {}, blockHostnames: [] }, undefined],
    ['a host with another address', { hosts: { 'a.test': '127.0.0.2' } }, 'MAP a.test 127.0.0.2'],
    ['with a port', { hosts: { 'a.test': '127.0.0.2:81' } }, 'MAP a.test 127.0.0.2:81'],
    ['an address of version 6 needs brackets', { hosts: { 'a.test': '::1' } }, 'MAP a.test [::1]'],
    [
      'exact names before wildcards, ports before none, long before short',
      { hosts: { '*.test': '127.0.0.1', '*.a.test': '127.0.0.2', 'b.test': '127.0.0.3', 'b.test:81': '127.0.0.4' } },
      'MAP b.test:81 127.0.0.4,MAP b.test 127.0.0.3,MAP *.a.test 127.0.0.2,MAP *.test 127.0.0.1',
    ],
    [
      'what is blocked goes before what is moved',
      { hosts: { 'a.test': '127.0.0.2' }, blockHostnames: ['*.test'] },
      'MAP *.test ~NOTFOUND,MAP a.test 127.0.0.2',
    ],
    ['a comma cannot smuggle a rule in', { hosts: { 'a,MAP b': '127.0.0.2' }, blockHostnames: ['a,b'] }, undefined],
  ];
  for (const [name, network, rules] of cases)
    it(name, () =>
      assert.deepEqual(resolverArguments(network), rules === undefined ? [] : [`--host-resolver-rules=${rules}`]),
    );

  it('addresses that requests may not go to are open to pages, which is said', () => {
    assert.match(notForPages({ blacklistIPs: ['10.0.0.0/8'] }) ?? '', /blacklistIPs does not hold for the pages/);
    assert.equal(notForPages({ blacklistIPs: [], blockHostnames: ['a'] }), undefined);
  });
});
