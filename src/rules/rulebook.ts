import { canonicalJson, didYouMean, sha256, type Digest } from '#contract';
import { okUnless, type Result } from '#failure';
import { globsIn, readMatcher } from './matcher-fields.ts';
import { isMap, mapsIn, oneOf, onlyKnown, openReader, textIn, type RawMap, type Reader } from './reader.ts';
import { RULES_FILE, RULE_WAIVERS, type Matcher, type Rule, type RuleSubject } from './rule.ts';
import { SHIPPED } from './shipped/index.ts';

/** The rules that hold, the ones that are off among them, and the digest of all of it. */
export type Rulebook = {
  readonly rules: readonly Rule[];
  readonly digest: Digest;
  /** Whether a repository has said anything, or only what is shipped holds. */
  readonly source: 'shipped' | 'repository';
};

const rulebookOf = (rules: readonly Rule[], source: Rulebook['source']): Rulebook => ({
  ...{ rules, source },
  digest: sha256(canonicalJson(rules)),
});

/** The rules that come with Writ, as they are without a word from the repository. */
export const shippedRulebook = (): Rulebook => rulebookOf(SHIPPED, 'shipped');

const SWITCH = ['true', 'false'] as const;
const SHIPPED_FIELDS = ['on', 'scope', 'exempt', 'tests', 'waiver'] as const;
const OWN_FIELDS = ['says', 'why', 'match', 'about', ...SHIPPED_FIELDS] as const;

const NEEDED = {
  scope: ['the paths it is about', 'scope'],
  exempt: ['the paths where it is allowed', 'exempt'],
} as const;

/** What every rule may say: whether it is on, where it holds, and who may except from it. */
const commonOf = (reader: Reader, at: string, map: RawMap, base: Rule): Rule => {
  const on = oneOf(reader, at, map, ['on', SWITCH]);
  const tests = oneOf(reader, at, map, ['tests', ['exempt', 'included']]);
  const waiver = oneOf(reader, at, map, ['waiver', RULE_WAIVERS]);
  if (waiver === 'signer' && base.source === 'shipped' && base.waiver === 'never')
    reader.fault(
      `${at}.waiver`,
      `nobody may except from ${base.id}`,
      'switch it off with on: false, or leave it as it is',
    );
  return {
    ...base,
    on: on === undefined ? base.on : on === 'true',
    scope: globsIn(reader, at, map, 'scope') ?? base.scope,
    exempt: [...base.exempt, ...(globsIn(reader, at, map, 'exempt') ?? [])],
    exemptTests: tests === undefined ? base.exemptTests : tests === 'exempt',
    waiver: waiver ?? base.waiver,
  };
};

const changedRule = (reader: Reader, at: string, map: RawMap, base: Rule): Rule => {
  onlyKnown(reader, at, map, SHIPPED_FIELDS);
  const rule = commonOf(reader, at, map, base);
  if (rule.on && rule.needs !== null && map[rule.needs] === undefined) {
    const [what, field] = NEEDED[rule.needs];
    reader.fault(at, `${rule.id} has to be told ${what}`, `add ${field}: [src/…/**]`);
  }
  return rule;
};

/** What a rule of the repository is about: messages, where it looks at nothing else; or what it says itself. */
const aboutOf = (reader: Reader, at: string, map: RawMap, match: readonly Matcher[]): RuleSubject => {
  const said = oneOf(reader, at, map, ['about', ['code', 'git'] as const]);
  const messages = match.filter(({ kind }) => kind === 'message').length;
  if (messages > 0 && messages < match.length)
    reader.fault(`${at}.match`, 'a rule is about messages of commits or about files, and not both', 'make two of it');
  return messages > 0 ? 'commits' : (said ?? 'code');
};

const ownRule = (reader: Reader, at: string, id: string, map: RawMap): Rule => {
  onlyKnown(reader, at, map, OWN_FIELDS);
  for (const field of ['says', 'why'] as const)
    if (map[field] === undefined)
      reader.fault(at, `${id} has no ${field === 'says' ? 'sentence' : 'reason'}`, `add ${field}: …`);
  const match = mapsIn(reader, at, map, 'match').flatMap(([place, fields]): readonly Matcher[] => {
    const matcher = readMatcher(reader, place, fields);
    return matcher === null ? [] : [matcher];
  });
  if (map['match'] === undefined) reader.fault(at, `${id} has nothing to match`, 'add match: [{ text: … }]');
  const bare: Rule = {
    ...{ id, says: textIn(reader, at, map, 'says') ?? '', why: textIn(reader, at, map, 'why') ?? '', on: true },
    ...{ scope: [], exempt: [], exemptTests: false, waiver: 'signer', match, needs: null, source: 'repository' },
    about: aboutOf(reader, at, map, match),
  };
  return commonOf(reader, at, map, bare);
};

const ID = /^[A-Z][A-Z0-9]*-[A-Za-z0-9][A-Za-z0-9-]*$/u;

/** A field of `rules:` as a rule: one that is shipped, changed; or one of the repository's own. */
const ruleAt = (reader: Reader, id: string, value: unknown): readonly Rule[] => {
  const at = `rules.${id}`;
  const shipped = SHIPPED.find((rule) => rule.id === id);
  const map = value === 'on' || value === 'off' ? { on: String(value === 'on') } : value;
  if (!isFields(map)) {
    reader.fault(at, `${id} is neither on, nor off, nor a list of fields`);
    return [];
  }
  if (shipped !== undefined) return [changedRule(reader, at, map, shipped)];
  if (!ID.test(id)) {
    reader.fault(at, `“${id}” is no id of a rule`, 'write capitals, a dash and a number or a word, such as APP-1');
    return [];
  }
  const meant =
    map['match'] === undefined
      ? didYouMean(
          id,
          SHIPPED.map((rule) => rule.id),
        )
      : null;
  if (meant !== null) {
    reader.fault(
      at,
      `no rule ${id} is shipped, and one of your own needs match:`,
      `did you mean ${meant}? See: writ rules list`,
    );
    return [];
  }
  return [ownRule(reader, at, id, map)];
};

const isFields = (value: unknown): value is RawMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the rulebook of a repository: what it says over what is shipped. Fails with `config.invalid` and the place of
 * each fault: a field nobody knows, an expression that is none, an id given twice, a rule without a sentence.
 */
export const parseRulebook = (text: string, file = RULES_FILE): Result<Rulebook> => {
  const reader = openReader(file, text);
  onlyKnown(reader, '', reader.fields, ['rules']);
  const rules = reader.fields['rules'];
  if (rules !== undefined && rules !== null && !isMap(rules))
    reader.fault('rules', 'rules is not a list of rules by their id');
  const said = isMap(rules) ? Object.entries(rules).flatMap(([id, value]) => ruleAt(reader, id, value)) : [];
  const ids = new Set(said.map(({ id }) => id));
  return okUnless(reader.faults, () =>
    rulebookOf(
      [
        ...SHIPPED.map((rule) => said.find(({ id }) => id === rule.id) ?? rule),
        ...said.filter(({ id }) => ids.has(id) && !SHIPPED.some((rule) => rule.id === id)),
      ],
      'repository',
    ),
  );
};
