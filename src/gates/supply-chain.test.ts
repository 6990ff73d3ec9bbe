import { expect, test } from 'vitest';
import { withDependencies, withPath } from '../../test/conformance/gates/evidence.fixture.ts';
import { supplyChain } from './supply-chain.ts';

const said = (evidence: Parameters<typeof supplyChain.judge>[0]): readonly string[] => {
  const outcome = supplyChain.judge(evidence);
  return outcome.outcome === 'pass' ? outcome.notices : [outcome.outcome];
};

test.each(['pyproject.toml', 'crates/a/Cargo.toml', 'go.mod', 'pom.xml', 'Yarn.Lock'])(
  'that nobody looked at a changed %s is told',
  (path) =>
    expect(said(withPath(path))).toContain(
      `${path} was changed, and nobody has looked which code of others that brings`,
    ),
);

test('nothing is said of other files', () => expect(said(withPath('src/cargo.ts'))).toEqual([]));

const beside = (lock: string, more: { readonly compared?: boolean } = {}) => {
  const one = { path: 'package.json', lock, ...more, asks: 1, differences: [], scripts: [], sources: [] };
  return said(withPath('package.json', withDependencies({ manifests: [one] })));
};

test.each(['yarn.lock', 'packages/bun.lock'])('that no manifest is compared with a %s is told', (lock) =>
  expect(beside(lock)).toEqual([`nobody has looked whether package.json and ${lock} say the same`]),
);

test('whether the two were compared is for the record to say, where it does', () => {
  expect(beside('yarn.lock', { compared: true })).toEqual([]);
  expect(beside('package-lock.json', { compared: false })).toEqual([
    'nobody has looked whether package.json and package-lock.json say the same',
  ]);
});

test.each(['package-lock.json', 'a/npm-shrinkwrap.json', 'pnpm-lock.yaml'])(
  'a manifest is compared with a %s',
  (lock) => expect(beside(lock)).toEqual([]),
);

const PINNED = { version: '1.0.0', from: 'https://packages.example', integrity: null, script: false };

test('where a look is missing, what was seen all the same is told', () => {
  const changed = { name: 'a', before: [], after: PINNED };
  const lock = {
    path: 'package-lock.json',
    before: 'read' as const,
    after: 'read' as const,
    says: null,
    sources: [],
    packages: [changed],
  };
  const record = withDependencies({ locks: [lock], lookedUp: null });
  const outcome = supplyChain.judge(withPath('go.mod', record));
  expect(outcome).toMatchObject({
    outcome: 'missing',
    notices: [
      'package-lock.json: 1 package added: a 1.0.0',
      'go.mod was changed, and nobody has looked which code of others that brings',
    ],
  });
});
