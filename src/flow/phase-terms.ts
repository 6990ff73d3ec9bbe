import { z } from 'zod';
import { splitWords } from '#contract';
import { ok, type Result } from '#failure';
import { fileAt, parseSettingsText, type Repository } from '#host';
import type { OrNone, PhaseTerms } from '#plan';

/** Where a repository says what a phase has to hold beside its tasks: as it is committed. */
export const PHASES_FILE = '.writ/phases.yaml';

const none = z
  .strictObject({ none: z.string().regex(/^\s*because\b\P{L}*[\p{L}\p{N}]/iu) })
  .transform(({ none: because }) => ({
    kind: 'none' as const,
    because: because.replace(/^\s*because\b:?\s*/iu, ''),
  }));

const command = z
  .union([z.string(), z.array(z.string())])
  .transform((said, context): readonly [string, ...string[]] => {
    const split = typeof said === 'string' ? splitWords(said) : { words: said };
    const [program, ...rest] = 'problem' in split ? [] : split.words;
    if (program !== undefined) return [program, ...rest];
    context.addIssue({ code: 'custom', message: 'problem' in split ? split.problem : 'is empty' });
    return z.NEVER;
  });

const NEITHER = 'is neither a list that holds something nor { none: because … }';

/** A list that is empty says nothing, and so is refused. */
const some = <T>(item: z.ZodType<T>) =>
  z.union([z.array(item).min(1).transform((list): OrNone<readonly T[]> => ({ kind: 'some', some: list })), none], { error: NEITHER }); // prettier-ignore

const schema = z.strictObject({
  phases: z.record(
    z.string().regex(/^(0|[1-9]\d{0,8})$/u),
    z.strictObject({
      name: z.string().optional(),
      integration: some(command).optional(),
      architecture: some(z.string().min(1)).optional(),
    }),
  ),
});

/** What the text of that file says of a phase; null: nothing. Fails with `config.invalid` and the place. */
export const phaseTermsIn = (text: string, phase: number): Result<PhaseTerms | null> => {
  const parsed = parseSettingsText(PHASES_FILE, text, schema);
  if (!parsed.ok) return parsed;
  const said = parsed.value.phases[String(phase)];
  if (said === undefined) return ok(null);
  return ok({
    name: said.name ?? null,
    integration: said.integration ?? null,
    architecture: said.architecture ?? null,
  });
};

/** What the commit that is checked out says of a phase; null: nothing. Fails with `config.invalid` and the place. */
export const readPhaseTerms = async (repository: Repository, phase: number): Promise<Result<PhaseTerms | null>> => {
  const text = await fileAt(repository, repository.head, PHASES_FILE);
  if (!text.ok || text.value === null) return text.ok ? ok(null) : text;
  return phaseTermsIn(text.value, phase);
};
