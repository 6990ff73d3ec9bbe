import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TASK_TYPES, TIERS, visibleJson } from '#contract';
import { exitCodeOf, fail, ok, type Failure, type Result } from '#failure';
import { gateChange, type GatedChange } from '#flow';
import { failuresOf, refusalAsJUnit, refusalAsSarif, verdictAsJUnit, verdictAsSarif } from '#gates';
import { commitNamed, lookAtRepository, readIfThere } from '#host';
import { changeInCi, type CiChange } from '../ci-change.ts';
import type { Io, Shown } from '../io.ts';
import { text, texts, type Words } from '../words.ts';
import { aboutChange, gatedJson, gatedMarkdown, gatedText, refusedMarkdown } from './gate-shown.ts';
import { namedSigners } from './named-signers.ts';

/** What a change goes into: as it was named, as CI says, or the branch that `origin` has for its main one. */
const baseOf = async (cwd: string, words: Words, ci: CiChange | null): Promise<Result<string>> => {
  const named = text(words, 'base') ?? ci?.base;
  if (named !== undefined) return ok(named);
  const repository = await lookAtRepository(cwd);
  // What is wrong with the repository is told by whoever measures.
  const main = repository.ok ? await commitNamed(repository.value, 'origin/HEAD') : ok('origin/HEAD');
  if (!main.ok) return main;
  return main.value === null
    ? fail('usage.argument', 'nothing says what the change goes into', { remedy: 'writ gate --base BRANCH' })
    : ok('origin/HEAD');
};

/** The text of the change: from a file, or as CI says. */
const textOf = (words: Words, ci: CiChange | null): Result<string | null> => {
  const file = text(words, 'text');
  if (file === undefined) return ok(ci?.text ?? null);
  const bytes = readIfThere(resolve(file));
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('input.unreadable', `--text: there is no file ${file}`);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return fail('input.unreadable', `--text: ${file} is not UTF-8 text`);
  }
};

const judged = async (words: Words, io: Io): Promise<Result<GatedChange>> => {
  const cwd = process.cwd();
  const ci = await changeInCi(cwd, process.env);
  if (!ci.ok) return ci;
  const base = await baseOf(cwd, words, ci.value);
  if (!base.ok) return base;
  const trust = await namedSigners(words);
  if (!trust.ok) return trust;
  const said = textOf(words, ci.value);
  if (!said.ok) return said;
  const repository = await lookAtRepository(cwd);
  return gateChange({
    text: said.value,
    ...{ cwd, base: base.value, head: text(words, 'head') ?? 'HEAD', trust: trust.value, tell: io.tell },
    branch: ci.value?.branch ?? (repository.ok && text(words, 'head') === undefined ? repository.value.branch : null),
    ...{ checks: texts(words, 'check'), allow: texts(words, 'allow'), except: texts(words, 'except') },
    type: TASK_TYPES.find((one) => one === text(words, 'type')) ?? null,
    tier: TIERS.find((one) => one === text(words, 'riskTier')) ?? null,
  });
};

/** What is written for other tools, by the option that names its file. */
type Reports = Readonly<Record<'junit' | 'sarif' | 'summary', () => string>>;

const reportsOf = (result: Result<GatedChange>): Reports => {
  if (!result.ok) {
    const about = { title: 'writ gate', id: 'gate' };
    return {
      junit: () => refusalAsJUnit(result.failures, about),
      sarif: () => visibleJson(refusalAsSarif(result.failures, about)),
      summary: () => refusedMarkdown(result.failures),
    };
  }
  const { verdict } = result.value;
  const about = { title: `writ gate ${aboutChange(result.value)}`, id: 'gate' };
  return {
    junit: () => verdictAsJUnit(verdict, about),
    sarif: () => visibleJson(verdictAsSarif(verdict, about)),
    summary: () => gatedMarkdown(result.value),
  };
};

/** Writes every report that was asked for, whatever judging came to: one that is missing could be taken for an old one. */
const writeReports = (words: Words, reports: Reports): readonly Failure[] =>
  (['junit', 'sarif', 'summary'] as const).flatMap((name): readonly Failure[] => {
    const file = text(words, name);
    if (file === undefined) return [];
    try {
      writeFileSync(resolve(file), reports[name]());
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [
        {
          code: 'usage.argument',
          message: `--${name}: ${file} cannot be written: ${why}`,
          remedy: 'name a file in a folder that is there',
        },
      ];
    }
  });

/** `writ gate [--base COMMIT] [--head COMMIT]` */
export const gateCommand = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const result = await judged(words, io);
  const [first, ...rest] = writeReports(words, reportsOf(result));
  if (!result.ok) return result;
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const { verdict } = result.value;
  const exit = verdict.result === 'PASS' ? 0 : exitCodeOf(failuresOf(verdict));
  return ok({ text: gatedText(result.value), json: gatedJson(result.value), exit });
};
