/** Which approvals of a change count: of exactly these documents, this report, this repository, in this order. */
import { join } from 'node:path';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, parseDigest, sha256, type ChangeDemand, type Digest } from '#contract';
import { approvalFailures, approvalStanding, archiveChange, readChanges } from '#flow';
import { identityOf, openStore } from '#host';
import { allowedSignerLine, parseTrust, STATEMENT_KINDS, type ChangeApproval } from '#signoff';
import { documentsOf, readReview, REVIEW } from '#spec';
import { changesStood } from '../../src/flow/changes/stood.ts';
import { statementHead } from '../../src/flow/sign.ts';
import { codesOf, commitAll, gitIn, opened, repositoryIn, scratch, textOf, valueOf, write } from '../../src/host/scratch.fixture.ts'; // prettier-ignore
import { signedBy, testSigner } from '../../src/signoff/signing.fixture.ts';

const CHANGE = 'openspec/changes/refunds';
const root = join(scratch(), 'r');
repositoryIn(root, { a: 'a\n' });
const repository = await opened(root);
const identity = valueOf(await identityOf(repository, repository.head));
const people = { alice: testSigner('ed25519'), bob: testSigner('ed25519'), mallory: testSigner('ed25519') };
const trust = valueOf(
  parseTrust({
    allowedSigners: [
      allowedSignerLine({ name: 'alice', publicKey: people.alice.publicLine, kinds: STATEMENT_KINDS }),
      allowedSignerLine({ name: 'bob', publicKey: people.bob.publicLine, kinds: STATEMENT_KINDS }),
      // A key for something else.
      allowedSignerLine({ name: 'mallory', publicKey: people.mallory.publicLine, kinds: ['contract'] }),
    ].join('\n'),
    revokedKeys: '',
  }),
);

beforeEach(() => {
  rmSync(join(root, 'openspec'), { recursive: true, force: true });
  write(root, {
    [`${CHANGE}/.openspec.yaml`]: 'schema: spec-driven\n',
    [`${CHANGE}/proposal.md`]: '# Proposal\n\n## Why\n\nMoney that came in can go back.\n',
    [`${CHANGE}/design.md`]: '# Design\n',
    [`${CHANGE}/tasks.md`]: '## 1. All\n\n- [x] 1.1 do it\n',
    [`${CHANGE}/specs/billing/spec.md`]:
      '## ADDED Requirements\n\n### Requirement: Refunds\nIt SHALL refund.\n\n#### Scenario: a\n- b\n',
  });
});

const opens = () => {
  const open = valueOf(readChanges(repository, 'all'));
  const change = open.changes.get('refunds');
  if (change === undefined) throw new Error('there is no change');
  return { open, change };
};
const documentsNow = (): Digest => {
  const { open, change } = opens();
  const read = documentsOf(change, open.project, () => undefined);
  if ('fault' in read) throw new Error(read.fault);
  return valueOf(parseDigest(read.digest));
};
const reviewNow = (): Digest | null => {
  const read = readReview(opens().change.files.get(REVIEW));
  return read.kind === 'read' ? valueOf(parseDigest(read.review.digest)) : null;
};
const review = (outcome: string): void =>
  write(root, { [`${CHANGE}/${REVIEW}`]: `---\ndocuments: ${documentsNow()}\nby: cto\noutcome: ${outcome}\n---\n\nSo.\n` }); // prettier-ignore

/** Puts an approval beside the change, and gives its digest. */
const approve = (who: keyof typeof people, but: Partial<ChangeApproval> = {}, file: string = who): Digest => {
  const statement: ChangeApproval = {
    ...statementHead(who, DAY_MS),
    ...{ kind: 'change', repository: identity, change: 'refunds', documents: documentsNow(), review: reviewNow() },
    ...{ after: null, ...but },
  };
  const envelope = signedBy(people[who], statement);
  write(root, { [`${CHANGE}/approvals/${file}.json`]: envelope });
  return sha256(envelope);
};

/** What is against an archive. */
const against = async (changes: ChangeDemand, approvers: readonly string[] = []): Promise<readonly string[]> => {
  const { open, change } = opens();
  const project = { repository, trust, approvals: [{ light: approvers }], changes, settings: { strictness: 'light' } } as const; // prettier-ignore
  const standing = await approvalStanding(project, open, change);
  return standing.ok ? approvalFailures(change, standing.value).map(({ code }) => code) : codesOf(standing);
};

test('nothing is asked where no policy asks for it', async () => expect(await against('free')).toEqual([]));

test('an approval of these documents counts, and is gone with another byte of them', async () => {
  expect(await against('approved')).toEqual(['change.unapproved']);
  approve('alice');
  expect(await against('approved')).toEqual([]);
  write(root, { [`${CHANGE}/design.md`]: '# Design\n\nAnother.\n' });
  expect(await against('approved')).toEqual(['change.unapproved']);
});

describe('a report', () => {
  test('is missing where one is demanded, although somebody approved', async () => {
    approve('alice');
    expect(await against('reviewed')).toEqual(['change.unreviewed']);
  });
  test('and the approval that names it count together, and another byte voids both', async () => {
    review('approve');
    expect(await against('reviewed')).toEqual(['change.unapproved']);
    approve('alice');
    expect(await against('reviewed')).toEqual([]);
    write(root, { [`${CHANGE}/proposal.md`]: '# Proposal\n\n## Why\n\nOther.\n' });
    expect(await against('reviewed')).toEqual(['change.unreviewed', 'change.unapproved']);
  });
  test('that came after the approval voids it', async () => {
    approve('alice');
    review('approve');
    expect(await against('approved')).toEqual(['change.unapproved']);
  });
  test('that is taken away voids the approval that names it', async () => {
    review('approve');
    approve('alice');
    rmSync(join(root, CHANGE, REVIEW));
    expect(await against('approved')).toEqual(['change.unapproved']);
  });
  test.each(['return', '', 'yes'])('of outcome “%s” refuses, even where none is demanded', async (outcome) => {
    review(outcome);
    approve('alice');
    expect(await against('approved')).toContain('change.unreviewed');
  });
});

test.each<readonly [string, () => void]>([
  ['nobody trusts for this', () => void approve('mallory')],
  ['about another change', () => void approve('alice', { change: 'other' })],
  ['about other documents', () => void approve('alice', { documents: sha256('other') })],
  ['about a report that is not there', () => void approve('alice', { review: sha256('other') })],
  ['about another repository', () => void approve('alice', { repository: { ...identity, roots: ['1'.repeat(40)] } })],
  ['that has run out', () => void approve('alice', { at: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z', token: 'alice010120260000' })], // prettier-ignore
  ['in the name of another', () => write(root, { [`${CHANGE}/approvals/a.json`]: signedBy(people.mallory, { ...statementHead('alice', DAY_MS), kind: 'change', repository: identity, change: 'refunds', documents: documentsNow(), review: null, after: null }) })], // prettier-ignore
  ['that is nothing', () => write(root, { [`${CHANGE}/approvals/alice.json`]: '{}' })],
])('an approval %s counts for nothing', async (_, put) => {
  put();
  expect(await against('approved')).toEqual(['change.unapproved']);
});

test('of several in order, each names the one before', async () => {
  const order = ['alice', 'bob'];
  const first = approve('alice');
  expect(await against('approved', order)).toEqual(['change.unapproved']);
  approve('bob');
  expect(await against('approved', order)).toEqual(['change.unapproved']);
  approve('bob', { after: first });
  expect(await against('approved', order)).toEqual([]);
  // Signed afresh, the first is another one, and what was signed after it comes after nothing.
  approve('alice');
  expect(await against('approved', order)).toEqual(['change.unapproved']);
});

test('one signer does not stand for two', async () => {
  const first = approve('alice');
  approve('alice', { after: first }, 'bob');
  expect(await against('approved', ['alice', 'bob'])).toEqual(['change.unapproved']);
});

describe('work for a change, at a commit', () => {
  const store = openStore(repository);
  /** What is against it where everything that lies there now is committed. */
  const standing = async (changes: ChangeDemand, name = 'refunds'): Promise<readonly string[]> => {
    const project = { repository, trust, approvals: [], changes, settings: { strictness: 'light' } } as const;
    // Something is different each time, also where the change is gone.
    write(root, { tried: `${String(Math.random())}\n` });
    const stood = valueOf(await changesStood(project, valueOf(await store), commitAll(root), [name]));
    // What is in the checkout by now says nothing of a commit.
    rmSync(join(root, 'openspec'), { recursive: true, force: true });
    expect(stood.changes.map(({ change, demand }) => [change, demand])).toEqual([[name, changes]]);
    return stood.changes.flatMap(({ against: found }) => found.map(({ code }) => code));
  };
  const archived = (to: string): void => {
    mkdirSync(join(root, 'openspec/changes/archive'));
    renameSync(join(root, CHANGE), join(root, 'openspec/changes/archive', to));
  };

  test('is not asked where nothing is demanded', async () => expect(await standing('free')).toEqual([]));
  test('needs an approval', async () => expect(await standing('approved')).toEqual(['change.unapproved']));
  test('is good with an approval that was committed beside it', async () => {
    approve('alice');
    expect(await standing('approved')).toEqual([]);
  });
  test('needs a report, too, where one is demanded', async () => {
    approve('alice');
    expect(await standing('reviewed')).toEqual(['change.unreviewed']);
  });
  test('is good with both, and with tasks that are ticked or not', async () => {
    review('approve');
    approve('alice');
    write(root, { [`${CHANGE}/tasks.md`]: '## 1. All\n\n- [ ] 1.1 do it\n' });
    expect(await standing('reviewed')).toEqual([]);
  });
  test('has none with an approval of other documents', async () => {
    approve('alice');
    write(root, { [`${CHANGE}/design.md`]: '# Other\n' });
    expect(await standing('approved')).toEqual(['change.unapproved']);
  });
  test('has none with an approval of another commit', async () => {
    commitAll(root);
    approve('alice');
    const project = { repository, trust, approvals: [], changes: 'approved', settings: { strictness: 'light' } } as const; // prettier-ignore
    const head = gitIn(root, 'rev-parse', 'HEAD').trim();
    const stood = valueOf(await changesStood(project, valueOf(await store), head, ['refunds']));
    expect(stood.changes[0]?.against).toMatchObject([{ code: 'change.unapproved' }]);
  });
  test.each(['refunds', '2026-11-22-refunds'])('is held to what lies in the archive as %s', async (folder) => {
    archived(folder);
    expect(await standing('approved')).toEqual(['change.unapproved']);
  });
  test('is good where what lies in the archive was approved', async () => {
    approve('alice');
    archived('2026-11-22-refunds');
    expect(await standing('approved')).toEqual([]);
  });
  test('is for none where the change was given up', async () => {
    rmSync(join(root, CHANGE), { recursive: true });
    expect(await standing('approved')).toEqual([]);
  });
  test.each<readonly [string, () => void]>([
    ['a link', () => symlinkSync('proposal.md', join(root, CHANGE, 'more.md'))],
    ['no UTF-8', () => write(root, { [`${CHANGE}/more.md`]: new Uint8Array([0xff]) })],
  ])('is for nothing that can be read where a document is %s', async (_, put) => {
    approve('alice');
    put();
    expect(await standing('approved')).toEqual(['change.invalid']);
  });
});

test('an archive refuses what they have against it, and keeps the approval with the change', async () => {
  commitAll(root);
  const archive = () =>
    archiveChange(repository, {
      ...{ name: 'refunds', outdates: [] },
      against: async (open, change) => {
        const project = { repository, trust, approvals: [], changes: 'approved', settings: { strictness: 'light' } } as const; // prettier-ignore
        const standing = await approvalStanding(project, open, change);
        return standing.ok ? { ok: true, value: approvalFailures(change, standing.value) } : standing;
      },
    });
  expect(codesOf(await archive())).toEqual(['change.unapproved']);
  approve('alice');
  const done = valueOf(await archive());
  expect(textOf(readFileSync(join(root, done.to, 'approvals/alice.json')))).toContain('payload');
});
