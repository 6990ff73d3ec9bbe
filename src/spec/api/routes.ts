import { isRecord } from '../documents/api-data.ts';
import { field, type ApiOperation } from './operations.ts';
import { meet, type ApiFiles } from './references.ts';

/** What of a URL an operation is found by. */
export type Called = { readonly paths: readonly string[]; readonly query: URLSearchParams };

/** The path of a server, without a slash at its end; null where it is no address, or has variables in its path. */
const basePath = (url: unknown): string | null => {
  if (typeof url !== 'string') return null;
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/iu, '').replace(/\/+$/u, '');
  return path.includes('{') ? null : path;
};

/** The paths that servers of a description stand at; it stands at the root where it says nothing. */
export const basePathsOf = (files: ApiFiles, file: string): readonly string[] => {
  const servers = field(meet(files, { file, path: [] }), 'servers');
  const named = Array.isArray(servers) ? servers.flatMap((one) => (isRecord(one) ? (basePath(one['url']) ?? []) : [])) : []; // prettier-ignore
  return named.length === 0 ? [''] : [...new Set(named)];
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What a URL calls: its path as each server would see it, and its query. Null: it is no URL. */
export const calledBy = (url: string, bases: readonly string[]): Called | null => {
  const parsed = URL.parse(url, 'http://localhost/');
  if (parsed === null) return null;
  const { pathname, searchParams } = parsed;
  const within = bases.filter((base) => pathname === base || pathname.startsWith(`${base}/`));
  return { paths: within.map((base) => pathname.slice(base.length) || '/'), query: searchParams };
};

/** What a route makes of a path: the values of its parameters; null: it is another path. */
export const valuesIn = (route: string, path: string): Readonly<Record<string, string>> | null => {
  const [wanted, given] = [route.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const names = [...part.matchAll(/\{([^}]+)\}/gu)].map(([, name = '']) => name);
    const pattern = part.split(/\{[^}]+\}/u).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')).join('(.+)'); // prettier-ignore
    const found = new RegExp(`^${pattern}$`, 'u').exec(decoded(given[index] ?? ''));
    if (found === null) return null;
    names.forEach((name, place) => (values[name] = found[place + 1] ?? ''));
  }
  return values;
};

const templates = ({ route }: ApiOperation): number => route.split('{').length;

/** The operation that is called: of two routes the one with fewer parameters, as OpenAPI has it. */
export const operationCalled = (
  operations: readonly ApiOperation[],
  method: string,
  { paths }: Called,
): { readonly operation: ApiOperation; readonly values: Readonly<Record<string, string>> } | null => {
  const matches = operations.flatMap((operation) => {
    if (operation.method !== method) return [];
    const values = paths.map((path) => valuesIn(operation.route, path)).find((one) => one !== null);
    return values === undefined || values === null ? [] : [{ operation, values }];
  });
  return matches.toSorted((one, other) => templates(one.operation) - templates(other.operation))[0] ?? null;
};
