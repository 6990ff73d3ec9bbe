import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { DAY_MS } from '#contract';
import { identityOf } from '#host';
import { openLedger, recordBackend, type Ledger } from '#ledger';
import { parseTrust, allowedSignerLine, STATEMENT_KINDS, verifyStatement } from '#signoff';
import { codesOf, opened, repositoryIn, scratch, valueOf } from '../host/scratch.fixture.ts';
import { SAMPLES, signedBy, testSigner } from '../signoff/signing.fixture.ts';
import { activeBackends } from './activate.ts';
import { statementHead } from './sign.ts';

const root = join(scratch(), 'repository');
repositoryIn(root, { a: 'a\n' });
const repository = await opened(root);
const identity = valueOf(await identityOf(repository, repository.head));
const alice = testSigner('ed25519');
const allowedSigners = allowedSignerLine({ name: 'alice', publicKey: alice.publicLine, kinds: STATEMENT_KINDS });
const trust = valueOf(parseTrust({ allowedSigners, revokedKeys: '' }));

type Switch = { readonly backend: string; readonly active: boolean; readonly nonce: string };
/** What is signed, and what the event that names it says where that is something else. */
type Said = readonly [signed: Switch, event?: Partial<Switch>];
const [A, B, C] = ['0a'.repeat(16), '0b'.repeat(16), '0c'.repeat(16)] as const;

const recorded = async (ledger: Ledger, [signed, event]: Said): Promise<void> => {
  const head = { ...statementHead('alice', DAY_MS), ...signed };
  const { program, ...sample } = SAMPLES.backend;
  const bound = signed.active && program !== undefined ? { program } : {};
  const envelope = signedBy(alice, { ...sample, repository: identity, ...head, ...bound });
  const { until, signer, at } = head;
  valueOf(await recordBackend(ledger, { ...signed, until, signer, ...event }, envelope, at));
};

/** Which backends work after all of that. */
const activeAfter = async (...said: readonly Said[]) => {
  const ledger = valueOf(await openLedger(':memory:'));
  for (const one of said) await recorded(ledger, one);
  const active = valueOf(await activeBackends({ ledger, trust, repository }));
  await ledger.close();
  return active;
};
const on = (backend: string, nonce: string): Switch => ({ backend, nonce, active: true });
const off = (backend: string, nonce: string): Switch => ({ backend, nonce, active: false });

it('works where the last word about it says so', async () => {
  expect(await activeAfter([on('one', A)])).toEqual(['one']);
  expect(await activeAfter([on('one', A)], [off('one', B)])).toEqual([]);
  expect(await activeAfter([on('one', A)], [off('one', B)], [on('one', C)])).toEqual(['one']);
});

it.each<readonly [string, readonly Said[]]>([
  ['for another backend', [[on('one', A), { backend: 'two' }]]],
  ['of another nonce', [[on('one', A), { nonce: B }]]],
  ['for another backend, after that was taken back', [[off('one', A)], [on('one', B), { backend: 'two' }]]],
])('an event that names a statement %s activates nothing', async (_, said) => {
  expect(await activeAfter(...said)).toEqual([]);
});

it.each<readonly [string, boolean]>([
  ['an activation that binds no program', true],
  ['a deactivation that binds one', false],
])('%s is not what Writ signs', (_, active) => {
  const { program, ...sample } = SAMPLES.backend;
  const statement = { ...sample, active, ...(!active && program !== undefined && { program }) };
  const read = verifyStatement('backend', signedBy(alice, statement), trust, statement.at);
  expect(codesOf(read)).toEqual(['signature.malformed']);
});

it('what was said once does not hold again because the ledger has it twice', async () => {
  const ledger = valueOf(await openLedger(':memory:'));
  await recorded(ledger, [on('one', A)]);
  await recorded(ledger, [off('one', B)]);
  await sql`insert into events select 3, at, kind, task, run, body, 'p', 'h' from events where seq = 1`.execute(
    ledger.db,
  );
  expect(valueOf(await activeBackends({ ledger, trust, repository }))).toEqual([]);
  await ledger.close();
});
