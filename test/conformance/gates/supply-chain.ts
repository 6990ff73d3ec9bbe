import { sha256, type Strictness, type Tier } from '#contract';
import type {
  DependencyRecord,
  LockChange,
  Locked,
  LockedChange,
  LookedUp,
  ManifestChange,
  RunEvidence,
} from '#evidence';
import {
  BASE,
  honest,
  ordered,
  TREE,
  withDependencies,
  without,
  withPath,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const LOCK = 'package-lock.json';
const HOST = 'https://packages.example';
const OLD: Locked = { version: '1.0.0', from: HOST, integrity: `sha512-${'A'.repeat(86)}==`, script: false };
const NEW: Locked = { ...OLD, version: '1.1.0', integrity: `sha512-${'B'.repeat(85)}A==` };

/** As npm and yarn wrote them once. */
const OLD_DIGEST = { version: '1.0.0', integrity: `sha1-${'A'.repeat(27)}=` };

const { paths, riskTier } = honest.contract.value;
/** A contract that lets dependencies be changed. */
const allowing = (strictness: Strictness, tier: Tier = 'MEDIUM'): Complete =>
  ordered({
    contract: {
      ...{ strictness, forbid: [], paths: { ...paths, allow: [...paths.allow, LOCK, 'package.json'] } },
      riskTier: { ...riskTier, tier, floor: { tier: 'MEDIUM', because: [`${LOCK} reaches dependencies`] } },
    },
  });
const [light, allowed, strict] = [allowing('light'), allowing('standard'), allowing('strict')];
const riskiest = allowing('strict', 'HIGH');

const lockChange = (change: Partial<LockChange> = {}): LockChange => ({
  ...{ path: LOCK, before: 'read', after: 'read', says: null, sources: [HOST], packages: [] },
  ...change,
});
const LOOKED: LookedUp = { advisories: sha256('advisories'), count: 7, because: null, found: [] };
const UNKNOWN: LookedUp = { advisories: null, count: 0, because: 'none are named', found: [] };
const HARM = { path: LOCK, name: 'a', version: '1.1.0', id: 'MAL-1', says: 'It sends keys away.' };

/** The lockfile was changed, so that this is in it. */
const locked = (change: Partial<LockChange>, of: Complete = allowed): Complete =>
  withPath(LOCK, withDependencies({ locks: [lockChange(change)], lookedUp: LOOKED }, of));
const lookedUp = (said: LookedUp | null, of: Complete = allowed): Complete => {
  const { dependencies, ...more } = pinned({}, [OLD], of);
  return { ...more, dependencies: { ...dependencies, lookedUp: said } };
};
const pinned = (after: Partial<Locked>, before: readonly Locked[] = [OLD], of: Complete = allowed): Complete =>
  locked({ packages: [{ name: 'a', after: { ...NEW, ...after }, before }] satisfies LockedChange[] }, of);

const manifest = (change: Partial<ManifestChange>): Complete => {
  const one = { path: 'package.json', lock: LOCK, asks: 1, differences: [], scripts: [], sources: [], ...change };
  return withPath('package.json', withDependencies({ manifests: [one] }, allowed));
};

const CHECKOUT: DependencyRecord['used'] = [
  { folder: 'node_modules', from: 'checkout', lockfile: null, packages: null, because: 'there is no lockfile' },
];

export const pass: Passing<RunEvidence> = {
  'nothing of it was changed': honest,
  'a package was updated': pinned({}),
  'a weak digest is that of the base, and only the place is another': pinned(
    OLD_DIGEST,
    [{ ...OLD, ...OLD_DIGEST, from: 'registry' }],
  ),
  'a package was added, from where others come': pinned({}, []),
  'a package is gone': locked({ packages: [{ name: 'a', after: null, before: [OLD] }] }),
  'a package that ran a program before still does': pinned({ script: true }, [{ ...OLD, script: true }]),
  'a package comes with the one around it': pinned({ from: 'inside', integrity: null }, []),
  'a package of the repository itself': pinned({ from: 'link:packages/a', integrity: null }, []),
  'whoever installs says where it comes from': pinned({ from: 'registry' }),
  'a first lockfile, from one registry': locked({ before: 'absent', sources: [], packages: [{ name: 'a', after: NEW, before: [] }] }),
  'in light, a lockfile of another form is told': locked({ before: 'unread', after: 'unread', says: 'has another form' }, light),
  'nobody could look, which is told': lookedUp(UNKNOWN),
  'nobody could look in strict, at a middling risk': lookedUp(UNKNOWN, strict),
  'a manifest and its lockfile agree': manifest({}),
  'a manifest without a lockfile is told': manifest({ lock: null }),
  'what the checkout has is told': withDependencies({ used: CHECKOUT }, light),
}; // prettier-ignore

export const fail: Refused<RunEvidence> = {
  'a package comes from another host': ['supply.source', pinned({ from: 'https://packages.example.evil' })],
  'a package comes from the same host without encryption': [
    'supply.source',
    pinned({ from: 'http://packages.example' }),
  ],
  'a package comes from another package’s file': ['supply.source', pinned({ from: `${HOST}/b/-/b-1.1.0.tgz` })],
  'a package comes from a repository': [
    'supply.source',
    pinned({ from: 'git+ssh://host/a.git', integrity: 'commit:1' }),
  ],
  'a package lies outside the repository': ['supply.source', pinned({ from: 'link:../a', integrity: null })],
  'a package lies behind a way out of the repository': ['supply.source', pinned({ from: 'link:x/../../a' })],
  'a first lockfile comes from a repository': [
    'supply.source',
    locked({ before: 'absent', sources: [], packages: [{ name: 'a', after: { ...NEW, from: 'git+a' }, before: [] }] }),
  ],
  'in strict, a first lockfile names a host': [
    'supply.source',
    locked({ before: 'absent', sources: [], packages: [{ name: 'a', after: NEW, before: [] }] }, strict),
  ],
  'a package lost its digest': ['supply.integrity', pinned({ integrity: null })],
  'what should be a digest is none': ['supply.integrity', pinned({ integrity: 'x' })],
  'a package is held to a digest that can be had for two files': [
    'supply.integrity',
    pinned({ integrity: `sha1-${'A'.repeat(27)}=` }, []),
  ],
  'a new package has no digest': ['supply.integrity', pinned({ integrity: null }, [])],
  'the same version has another digest': ['supply.integrity', pinned({ version: '1.0.0' })],
  'one of two equal versions has another digest': [
    'supply.integrity',
    pinned({ version: '1.0.0' }, [{ ...OLD, from: 'registry' }, OLD]),
  ],
  'a package begins to run a program': ['supply.script', pinned({ script: true })],
  'a new package runs a program': ['supply.script', pinned({ script: true }, [])],
  'the lockfile is gone': ['supply.lockfile', locked({ after: 'absent' })],
  'the lockfile cannot be read any more': ['supply.lockfile', locked({ after: 'unread', says: 'is no file' })],
  'in light, too': ['supply.lockfile', locked({ after: 'unread', says: 'is no file' }, light)],
  'a lockfile of another form was changed': ['supply.lockfile', locked({ before: 'unread', after: 'unread' })],
  'a lockfile that could not be read now can': ['supply.lockfile', locked({ before: 'unread', says: 'is no file' })],
  'manifest and lockfile do not agree': [
    'supply.disagreement',
    manifest({ differences: ['dependencies a 1: only in the manifest'] }),
  ],
  'an override leads elsewhere': ['supply.source', manifest({ sources: ['https://evil.example/a.tgz'] })],
  'the manifest runs a program': ['supply.script', manifest({ scripts: ['postinstall: sh x'] })],
  'a package is known to be harmful': ['supply.harmful', lookedUp({ ...LOOKED, found: [HARM] })],
  'at the highest risk, nobody could look': [
    'supply.unaudited',
    lookedUp(UNKNOWN, riskiest),
    ['admission.current', 'backend.eligible'],
  ],
  ...Object.fromEntries(
    (['checkout', 'nowhere'] as const).map((from): readonly [string, Refused<RunEvidence>[string]] => [
      `in light, too, what is fetched is not what the lockfile says (${from})`,
      [
        'supply.integrity',
        withDependencies({ used: CHECKOUT.map((one) => ({ ...one, from, contradicted: true })) }, light),
      ],
    ]),
  ),
  'in strict, that nothing could be installed is one': [
    'supply.unrecorded',
    withDependencies({ used: CHECKOUT.map((one) => ({ ...one, from: 'nowhere' })) }, strict),
  ],
  'in strict, what the checkout has is no evidence': [
    'supply.unrecorded',
    withDependencies({ used: CHECKOUT }, strict),
  ],
};

export const missing: Passing<RunEvidence> = {
  'nobody looked': without('dependencies'),
  'nobody knows what changed': without('changes'),
  'nobody knows what was agreed to': without('contract'),
  'packages were changed, and nobody says whether they were looked up': lookedUp(null),
  'somebody looked at another tree': withDependencies({ tree: TREE.replace(/^./, '0') }),
  'somebody looked at another base': withDependencies({ base: BASE.replace(/^./, '0') }),
  'a changed lockfile was not looked at': withPath(LOCK, allowed),
  'a changed manifest was not looked at': withPath('packages/a/package.json', withDependencies({ manifests: [] })),
  'changed settings of pnpm were not looked at': withPath('pnpm-workspace.yaml', withDependencies({ manifests: [] })),
  'a changed binding was not looked at': withPath('packages/a/binding.gyp', withDependencies({ manifests: [] })),
  'a lockfile below was not looked at': withPath(
    'src/go.sum',
    withDependencies({ locks: [lockChange({ path: 'go.sum' })] }),
  ),
};
