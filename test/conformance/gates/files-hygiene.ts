import type { HygieneFinding, RunEvidence } from '#evidence';
import { honest, withChanges, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const KINDS: readonly HygieneFinding['kind'][] = [
  ...(['fifo', 'socket', 'device', 'hard-link', 'symlink-outside'] as const),
  ...(['nested-repository', 'gitlink', 'name', 'collision', 'unreadable', 'harmful-object'] as const),
];
const ofMode = (newMode: string): Complete =>
  withChanges({ paths: honest.changes.paths.map((path) => ({ ...path, newMode })) });

/** The honest result, and nobody has asked git about its objects. */
const unasked = () => {
  const { writ, base, tree, paths, hygiene } = honest.changes;
  return { ...honest, changes: { writ, base, tree, paths, hygiene } };
};

export const pass: Passing<RunEvidence> = {
  'nothing was found': honest,
  'a file became executable': ofMode('100755'),
  'a file became a link within the repository': ofMode('120000'),
  'an earlier edition, which did not ask git about the objects': { ...unasked(), seal: { ...honest.seal, edition: 2 } },
};

export const fail: Refused<RunEvidence> = {
  ...Object.fromEntries(
    KINDS.map((kind) => [
      `the scan found: ${kind}`,
      ['file.hygiene', withChanges({ hygiene: [{ path: 'src/x', kind, says: kind }] })] as const,
    ]),
  ),
  'the scan found something it has no words for': [
    'file.hygiene',
    withChanges({ hygiene: [{ path: '', kind: 'name', says: '' }] }),
  ],
  'a commit of another repository was put in, and the scan overlooked it': ['file.hygiene', ofMode('160000')],
  'git refuses an object, and no finding says which': ['file.hygiene', withChanges({ objects: 'refused' })],
  'something of an unknown mode was put in': ['file.hygiene', ofMode('')],
};

export const missing: Passing<RunEvidence> = {
  'the result was not scanned': without('changes'),
  'there is no patch': without('patch'),
  'git was not asked about the objects': unasked(),
  'git was not asked about the objects, and nobody says of which edition the evidence is': {
    ...without('seal'),
    changes: unasked().changes,
  },
};
