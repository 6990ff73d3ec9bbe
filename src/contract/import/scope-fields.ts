import { parseCitation } from '#spec';
import { TIERS } from '../contract.ts';
import { tellCount } from './counts.ts';
import { keep, refuse, remark } from './desk.ts';
import type { Draft } from './draft.ts';
import { oneLine, quotedStart, type Entry } from './outline.ts';
import { ANCHOR, bare, cited, origin, versionOf, type Reading } from './reading.ts';

/** The anchors that are cited; where the field is missing, those that the reason names (S3-D7). */
export const readCites = (reading: Reading): readonly string[] => {
  const { desk, field } = reading;
  const version = versionOf(reading);
  const found = field('SPEC_ANCHOR');
  const from = found ?? field('WHY');
  if (from === null) return [];
  origin(reading, 'cites', from.at);
  if (version !== '') remark(desk, from.at, `the citations are pinned to ${version}, from SPEC_VERSION`);
  if (found === null) {
    const anchors = [...new Set(from.source.match(ANCHOR))];
    if (anchors.length > 0)
      remark(desk, from.at, `SPEC_ANCHOR is missing; ${anchors.join(', ')} was taken from the text of Why`);
    return anchors.map((anchor) => cited(reading, anchor));
  }
  const listed = found.entries.map(({ text }) => text);
  const words = [found.value, found.prose, ...listed]
    .flatMap((text) => text.split(/[,;]\s*/))
    .map(bare)
    .filter((word) => word !== '');
  return [...new Set(words)].map((word) => (parseCitation(word).ok ? word : cited(reading, word)));
};

/** A path and the words behind it: two things in one line (S3-D9). */
export const readPaths = (reading: Reading): readonly string[] => {
  const { desk, field } = reading;
  const found = field('IN_SCOPE_PATHS');
  if (found === null) return [];
  origin(reading, 'paths.allow', found.at);
  const inline: readonly Entry[] = found.value
    .split(/,\s+/)
    .filter((text) => text !== '')
    .map((text) => ({ text, nested: '', at: found.at }));
  const entries = found.entries.length > 0 ? found.entries : inline;
  tellCount(desk, found.at, entries.length, { name: 'IN_SCOPE_PATHS', from: 5, to: 20 });
  const read = entries.map(({ text, at, nested }) => {
    const quoted = quotedStart(text);
    const [, path = '', prose = ''] =
      quoted === null ? (/^(\S+)\s*([^]*)$/.exec(text) ?? []) : ['', quoted.code, quoted.rest];
    if (quoted === null && prose !== '' && !/^(?:[([#:,—–-]|->|→|\/\/)/u.test(prose))
      refuse(desk, at, `it is not clear where the path ends in “${text.slice(0, 80)}”`, 'put the path in backquotes');
    return { path, at, more: prose !== '' || nested !== '' };
  });
  if (read.some(({ more }) => more) || (found.entries.length > 0 && found.value !== '') || found.prose !== '')
    keep(desk, 'IN_SCOPE_PATHS, with what was written beside the paths', found.source);
  const paths = read.map(({ path }) => path).filter((path) => path !== '');
  read.forEach(({ at }, index) => origin(reading, `paths.allow.${index + 1}`, at));
  return paths;
};

export const readTier = (reading: Reading): Draft['riskTier'] => {
  const { desk, field } = reading;
  const found = field('RISK_TIER');
  if (found === null) {
    remark(desk, 0, 'RISK_TIER is missing: Writ computes a floor from the paths, and that is the tier');
    return null;
  }
  origin(reading, 'risk_tier', found.at);
  const said = oneLine(found.value === '' ? found.prose : found.value);
  const [, word = '', behind = ''] = /^[*`]*([A-Za-z]+)[*`]*[\s.:;,—–(-]*([^]*?)\)?$/.exec(said) ?? [];
  const tier = TIERS.find((one) => one === word.toUpperCase());
  if (tier === undefined) {
    refuse(
      desk,
      found.at,
      `the risk tier “${said.slice(0, 40)}” is none of ${TIERS.join(', ')}`,
      `RISK_TIER: ${TIERS[1]}`,
    );
    return null;
  }
  const why = found.entries.find(({ text }) => /^\**(?:why|because|justification)\b/i.test(text));
  const because = why === undefined ? behind : why.text.replace(/^[^:]*:\**\s*/, '');
  if (found.entries.some((entry) => entry !== why)) keep(desk, 'RISK_TIER', found.source);
  return { tier, because: oneLine(because) };
};

export const readRollback = (reading: Reading): string => {
  const hint = reading.field('ROLLBACK_HINT');
  origin(reading, 'rollback', hint?.at);
  if (hint !== null && hint.source.trim() !== '') return hint.source.trim();
  const tier = reading.field('RISK_TIER');
  const said = tier?.entries.find(({ text }) => /^\**rollback\b/i.test(text));
  if (said === undefined) return '';
  remark(reading.desk, said.at, 'ROLLBACK_HINT is missing; the way back is the one of RISK_TIER');
  origin(reading, 'rollback', said.at);
  return said.text.replace(/^[^:]*:\**\s*/, '');
};
