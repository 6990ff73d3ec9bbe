import { fail, ok, type Result } from '#failure';
import { plainPathProblem } from './plain-path.ts';

/** The kinds of anchors that are found by an id alone: decisions, questions, assumptions, watched trade-offs, phases, products. */
export const ID_KINDS = ['adr', 'oq', 'asm', 'watch', 'phase', 'prd'] as const;
type IdKind = (typeof ID_KINDS)[number];
export const SPEC_KINDS = ['spec', 'openspec', 'openapi', 'asyncapi', ...ID_KINDS] as const;

/**
 * Which of the statements of an anchor is meant, from 1, null: all of it; and the start of the SHA-256 of what was cited,
 * null: whatever is there.
 */
type Part = { readonly nth: number | null; readonly pin: string | null };

/** A pinned reference to an anchor, of one of the kinds of S4-D5. */
export type Citation =
  | (Part & { readonly kind: 'spec'; readonly anchor: string; readonly version: string | null })
  | {
      readonly kind: 'openapi' | 'asyncapi';
      readonly file: string;
      readonly pointer: string;
      readonly pin: string | null;
    }
  | (Part & { readonly kind: 'openspec'; readonly capability: string; readonly requirement: string })
  | (Part & { readonly kind: IdKind; readonly id: string });

const PART = String.raw`(?:#(?<nth>[1-9]\d{0,3}))?`;
const PIN = String.raw`(?:@(?<pin>[0-9a-f]{12}))?`;
const VERSION = String.raw`(?:@(?<version>v\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.]+)?))?`;
const SPEC = new RegExp(String.raw`^(?<anchor>[A-Za-z0-9][\w-]*(?:\.[\w-]+)*)${PART}${VERSION}${PIN}$`, 'u');
const API = /^(?<file>[^#]+)#(?<pointer>.+?)(?:@(?<pin>[0-9a-f]{12}))?$/u;
const OPENSPEC = new RegExp(
  String.raw`^(?<capability>[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*)#(?<requirement>\S(?:.*?\S)??)${PART}${PIN}$`,
  'u',
);
const ID = new RegExp(String.raw`^(?<id>[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)?)${PART}${PIN}$`, 'u');

/** A JSON pointer (RFC 6901) that is not the whole document and whose last name cannot be taken for a broken pin. */
const isPointer = (text: string): boolean => /^(?:\/(?:[^~/\s]|~[01])+)+$/u.test(text) && !/@[^/]*$/.test(text);

const malformed = (text: string, remedy: string) =>
  fail('citation.syntax', `“${text.slice(0, 80)}” is not a citation`, { remedy });

const partOf = (groups: { readonly [name: string]: string | undefined } | undefined): Part => ({
  nth: groups?.['nth'] === undefined ? null : Number(groups['nth']),
  pin: groups?.['pin'] ?? null,
});

const parseSpec = (text: string, rest: string): Result<Citation> => {
  const groups = SPEC.exec(rest)?.groups;
  const { anchor, version = null } = groups ?? {};
  return anchor === undefined
    ? malformed(text, 'write it as spec:A3.2.1, spec:A3.2.1@v1.2.0, or spec:A3.2.1#2 for its second statement')
    : ok({ kind: 'spec', anchor, version, ...partOf(groups) });
};

const parseApi = (text: string, kind: 'openapi' | 'asyncapi', rest: string): Result<Citation> => {
  const { file, pointer, pin = null } = API.exec(rest)?.groups ?? {};
  const remedy = `write it as ${kind}:FILE#/POINTER, with @ and twelve hexadecimal digits behind it to pin it`;
  if (file === undefined || pointer === undefined) return malformed(text, remedy);
  const fits =
    plainPathProblem(file) === null && (isPointer(pointer) || (pin !== null && isPointer(`${pointer}/pinned`)));
  return fits ? ok({ kind, file, pointer, pin }) : malformed(text, remedy);
};

const parseOpenspec = (text: string, rest: string): Result<Citation> => {
  const groups = OPENSPEC.exec(rest)?.groups;
  const { capability, requirement } = groups ?? {};
  return capability === undefined || requirement === undefined || /[\p{C}\p{Zl}\p{Zp}]/u.test(requirement)
    ? malformed(text, 'write it as openspec:CAPABILITY#REQUIREMENT')
    : ok({ kind: 'openspec', capability, requirement, ...partOf(groups) });
};

const parseId = (text: string, kind: IdKind, rest: string): Result<Citation> => {
  const groups = ID.exec(rest)?.groups;
  const id = groups?.['id'];
  return id === undefined ? malformed(text, `write it as ${kind}:ID`) : ok({ kind, id, ...partOf(groups) });
};

/**
 * Reads a citation: `spec:A2.3@v1.2.0`, `openapi:FILE#/POINTER@PIN`, `asyncapi:…`, `openspec:CAPABILITY#REQUIREMENT`,
 * `adr:ID`, `oq:ID`, `asm:ID`, `watch:ID`, `phase:N` or `prd:NAME/ID`. Behind all but those into a description of an API
 * may stand `#2` for the second statement, and behind each `@` with twelve digits of the digest of what was cited.
 * Whether the anchor exists is not asked here.
 *
 * @returns the citation, or `citation.syntax`. `printCitation` gives the same text back. Implements S4-D5.
 */
export const parseCitation = (text: string): Result<Citation> => {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  switch (kind) {
    case 'spec':
      return parseSpec(text, rest);
    case 'openapi':
    case 'asyncapi':
      return parseApi(text, kind, rest);
    case 'openspec':
      return parseOpenspec(text, rest);
    default: {
      const byId = ID_KINDS.find((one) => one === kind);
      return byId === undefined
        ? malformed(text, `begin it with one of ${SPEC_KINDS.map((one) => `${one}:`).join(', ')}`)
        : parseId(text, byId, rest);
    }
  }
};

const nameOf = (citation: Citation): string => {
  switch (citation.kind) {
    case 'spec':
      return `spec:${citation.anchor}`;
    case 'openapi':
    case 'asyncapi':
      return `${citation.kind}:${citation.file}#${citation.pointer}`;
    case 'openspec':
      return `openspec:${citation.capability}#${citation.requirement}`;
    default:
      return `${citation.kind}:${citation.id}`;
  }
};

/** The one text of a citation. */
export const printCitation = (citation: Citation): string => {
  const nth = 'nth' in citation && citation.nth !== null ? `#${citation.nth}` : '';
  const version = citation.kind === 'spec' && citation.version !== null ? `@${citation.version}` : '';
  return `${nameOf(citation)}${nth}${version}${citation.pin === null ? '' : `@${citation.pin}`}`;
};

/** Which statement a citation is of: from 1, or null for all of an anchor. */
export const statementCited = (citation: Citation): number | null => ('nth' in citation ? citation.nth : null);

/** The same citation of the whole anchor, without a version or a pin. */
export const wholeAnchor = (citation: Citation): Citation => {
  switch (citation.kind) {
    case 'openapi':
    case 'asyncapi':
      return { ...citation, pin: null };
    case 'spec':
      return { ...citation, version: null, nth: null, pin: null };
    default:
      return { ...citation, nth: null, pin: null };
  }
};
