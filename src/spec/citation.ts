import { fail, ok, type Result } from '#failure';
import { plainPathProblem } from './plain-path.ts';

/** A pinned reference to an anchor, of one of the kinds of S4-D5. A pin is the start of the anchor's SHA-256. */
export type Citation =
  | { readonly kind: 'spec'; readonly anchor: string; readonly version: string | null }
  | {
      readonly kind: 'openapi' | 'asyncapi';
      readonly file: string;
      readonly pointer: string;
      readonly pin: string | null;
    }
  | { readonly kind: 'openspec'; readonly capability: string; readonly requirement: string }
  | { readonly kind: 'adr' | 'oq'; readonly id: string };

const SPEC = /^(?<anchor>[A-Za-z0-9][\w-]*(?:\.[\w-]+)*)(?:@(?<version>v\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.]+)?))?$/;
const API = /^(?<file>[^#]+)#(?<pointer>.+?)(?:@(?<pin>[0-9a-f]{12}))?$/u;
const OPENSPEC = /^(?<capability>[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*)#(?<requirement>\S(?:.*\S)?)$/u;
const ID = /^[A-Za-z0-9][\w.-]*$/;

/** A JSON pointer (RFC 6901) that is not the whole document and whose last name cannot be taken for a broken pin. */
const isPointer = (text: string): boolean => /^(?:\/(?:[^~/\s]|~[01])+)+$/u.test(text) && !/@[^/]*$/.test(text);

const malformed = (text: string, remedy: string) =>
  fail('citation.syntax', `“${text.slice(0, 80)}” is not a citation`, { remedy });

const parseSpec = (text: string, rest: string): Result<Citation> => {
  const { anchor, version = null } = SPEC.exec(rest)?.groups ?? {};
  return anchor === undefined
    ? malformed(text, 'write it as spec:A3.2.1 or spec:A3.2.1@v1.2.0')
    : ok({ kind: 'spec', anchor, version });
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
  const { capability, requirement } = OPENSPEC.exec(rest)?.groups ?? {};
  return capability === undefined || requirement === undefined || /[\p{C}\p{Zl}\p{Zp}]/u.test(requirement)
    ? malformed(text, 'write it as openspec:CAPABILITY#REQUIREMENT')
    : ok({ kind: 'openspec', capability, requirement });
};

const parseId = (text: string, kind: 'adr' | 'oq', rest: string): Result<Citation> =>
  ID.test(rest) ? ok({ kind, id: rest }) : malformed(text, `write it as ${kind}:ID`);

/**
 * Reads a citation: `spec:A2.3@v1.2.0`, `openapi:FILE#/POINTER@PIN`, `asyncapi:…`, `openspec:CAPABILITY#REQUIREMENT`,
 * `adr:ID` or `oq:ID`. Whether the anchor exists is not asked here.
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
    case 'adr':
    case 'oq':
      return parseId(text, kind, rest);
    default:
      return malformed(text, 'begin it with spec:, openapi:, asyncapi:, openspec:, adr: or oq:');
  }
};

/** The one text of a citation. */
export const printCitation = (citation: Citation): string => {
  switch (citation.kind) {
    case 'spec':
      return `spec:${citation.anchor}${citation.version === null ? '' : `@${citation.version}`}`;
    case 'openapi':
    case 'asyncapi':
      return `${citation.kind}:${citation.file}#${citation.pointer}${citation.pin === null ? '' : `@${citation.pin}`}`;
    case 'openspec':
      return `openspec:${citation.capability}#${citation.requirement}`;
    case 'adr':
    case 'oq':
      return `${citation.kind}:${citation.id}`;
  }
};
