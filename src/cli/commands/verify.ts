import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { joinWords } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  bundleFolder,
  elsewhere,
  forVerifier,
  readTrust,
  replay,
  verifyBundle,
  verifyPromotions,
  verifyRun,
  whereKept,
  type Project,
} from '#flow';
import { personFolders } from '#host';
import { verifyLedger } from '#ledger';
import type { Trust } from '#signoff';
import type { Shown } from '../io.ts';

import { namedSigners } from './named-signers.ts';
import { withProject } from './with-project.ts';
import { given, text, type Words } from '../words.ts';

const trustFor = async (words: Words): Promise<Result<Trust>> => {
  const named = await namedSigners(words);
  if (!named.ok) return named;
  return named.value === null ? readTrust(personFolders()) : ok(named.value);
};

type Use = (folder: string, project: Project | null) => Result<Shown> | Promise<Result<Shown>>;

/** Uses the bundle a name means: a folder that holds one, of no repository that is known, or a run of this repository. */
const withBundle = async (name: string | undefined, use: Use): Promise<Result<Shown>> => {
  if (name !== undefined && existsSync(join(resolve(name), 'sealed')))
    return forVerifier(await use(resolve(name), null), elsewhere(joinWords([name])));
  return withProject(async (project) => {
    const bundle = await bundleFolder(project, name);
    if (!bundle.ok) return bundle;
    try {
      const used = await use(bundle.value.folder, project);
      if (used.ok) return used;
      const remedy = await whereKept(project.repository, bundle.value);
      return remedy.ok ? forVerifier(used, remedy.value) : used;
    } finally {
      bundle.value.dispose();
    }
  });
};

const noticed = (notices: readonly string[]): readonly string[] => notices.map((what) => `  notice: ${what}`);

const ledgerAndPromotions = async (project: Project, trust: Trust): Promise<Result<Shown>> => {
  const verified = await verifyLedger(project.ledger);
  if (!verified.ok) return verified;
  const promotions = await verifyPromotions(project, trust);
  if (!promotions.ok) return promotions;
  return ok({
    text: [
      `The ledger holds together: ${verified.value.events} events, head ${verified.value.head}`,
      ...noticed(
        verified.value.setBack.map(
          ({ seq, at, before }) =>
            `record ${seq} is dated ${at}, after one of ${before}: the clock was set back, and what had run out by then may have counted again`,
        ),
      ),
      ...promotions.value.map(
        ({ ref, commit, signers, healthy }) =>
          `  ok promotion of ${ref} to ${commit.slice(0, 12)}, approved by ${signers.join(', ')}${healthy ? '' : ', UNHEALTHY after it'}`,
      ),
    ].join('\n'),
    json: { ...verified.value, promotions: promotions.value },
  });
};

/** `writ verify [RUN|BUNDLE]` */
export const verifyCommand = async (words: Words): Promise<Result<Shown>> => {
  const trust = await trustFor(words);
  if (!trust.ok) return trust;
  if (given(words, 'ledger') && text(words, 'run') !== undefined)
    return fail('usage.argument', 'a run and the ledger are verified each by itself', {
      remedy: `writ verify --ledger; writ verify ${joinWords([text(words, 'run') ?? ''])}`,
    });
  if (given(words, 'ledger')) return withProject((project) => ledgerAndPromotions(project, trust.value));
  return withBundle(text(words, 'run'), async (folder, project) => {
    const verified =
      project === null ? verifyBundle(folder, trust.value) : await verifyRun(project, folder, trust.value);
    if (!verified.ok) return verified;
    const { run, result, noChange, stage, checked, notices = [] } = verified.value;
    return ok({
      text: [
        `Verified ${run}: ${result}, ${stage}${noChange ? ', no change' : ''}.`,
        ...checked.map((what) => `  ok ${what}`),
        ...noticed(notices),
      ].join('\n'),
      json: { ...verified.value },
    });
  });
};

/** `writ replay [RUN|BUNDLE]` */
export const replayCommand = (words: Words): Promise<Result<Shown>> =>
  withBundle(text(words, 'run'), (folder) => {
    const replayed = replay(folder);
    if (!replayed.ok) return replayed;
    const { run, recorded, derived, same, told, signers, carried } = replayed.value;
    const says = same ? `the same as recorded` : `recorded was ${recorded}`;
    return ok({
      text: [
        `Derived again from the bundle: ${derived.result}, ${says} (${run}).`,
        ...derived.gates.map(({ gate, outcome }) => `  ${outcome} ${gate}`),
        ...noticed(told),
        ...(carried === null
          ? []
          : [
              `On the moved target: ${carried.derived.result}, ${carried.same ? 'the same as recorded' : 'recorded was something else'}.`,
              ...carried.derived.gates.map(({ gate, outcome }) => `  ${outcome} ${gate}`),
              ...noticed(carried.told),
            ]),
        `Signed under the trust recorded in the bundle: ${signers.join(', ')}. Whether you trust them: writ verify ${run}`,
      ].join('\n'),
      json: {
        run,
        recorded,
        derived: derived.result,
        same,
        notices: told,
        gates: derived.gates,
        signers,
        carried: carried && { derived: carried.derived.result, same: carried.same, notices: carried.told },
      },
      exit: same && carried?.same !== false ? 0 : 1,
    });
  });
