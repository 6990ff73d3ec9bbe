import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, landingPolicyOf, sha256 } from '#contract';
import {
  BRANCH_PAYLOAD_TYPE,
  LANDING_PAYLOAD_TYPE,
  parseLanding,
  parseTrust,
  signByHarness,
  type BranchStatement,
  type Trust,
} from '#signoff';
import type { BuiltBundle } from '../conformance/bundle-builder.ts';
import { DECISION, filesOf, get, LANDING, payloadOf, utf8, type Files } from '../conformance/bundle-tampering.ts';
import { MOMENTS, RUN, TARGET_REF } from '../conformance/example-signers.ts';

/** A bundle with what lies beside it, who signed, and what the script says of it at the end. */
export type Chained = {
  readonly files: Files;
  readonly allowedSigners: string;
  readonly trust: Trust;
  readonly says: string;
};

const GOLDEN = join(import.meta.dirname, '../conformance/golden');

const trusting = (allowedSigners: string): Trust => {
  const trust = parseTrust({ allowedSigners, revokedKeys: '' });
  if (!trust.ok) throw new Error(trust.failures[0].message);
  return trust.value;
};

/** A bundle that a real run of an earlier version left behind. */
export const goldenBundle = (name: string): Chained => {
  const folder = join(GOLDEN, name);
  const paths = ['sealed', 'after'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((path) => `${part}/${path}`),
  );
  const files = new Map(
    paths
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))] as const),
  );
  const allowedSigners = readFileSync(join(folder, 'allowed_signers'), 'utf8');
  const { says } = z
    .object({ says: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  return { files, allowedSigners, trust: trusting(allowedSigners), says: `VERIFIED: ${says}` };
};

/** A bundle whose result was put on a branch of its own, which somebody has merged. */
export const branchedBundle = (built: BuiltBundle): Chained => {
  const files = filesOf(built);
  const landing = parseLanding(utf8(payloadOf(get(files, LANDING))));
  if (!landing.ok) throw new Error(landing.failures[0].message);
  const byHarness = (payloadType: string, value: unknown): Uint8Array =>
    utf8(signByHarness({ payloadType, payload: utf8(canonicalJson(value)), privateKeyPem: built.harnessPem }));
  const { commit, tree, base } = built.repository;
  const branch: BranchStatement = {
    ...{ writ: 1, kind: 'branch', run: RUN, at: MOMENTS.landed, decision: sha256(get(files, DECISION)) },
    ...{ commit, tree, parent: base, ref: 'refs/heads/fix/sum', target: TARGET_REF },
    policy: landingPolicyOf('main', []),
  };
  files.set('after/3-branch.json', byHarness(BRANCH_PAYLOAD_TYPE, branch));
  files.set(LANDING, byHarness(LANDING_PAYLOAD_TYPE, { ...landing.value, how: 'merged' }));
  return { files, allowedSigners: built.allowedSigners, trust: built.trust, says: 'VERIFIED: landed' };
};
