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
