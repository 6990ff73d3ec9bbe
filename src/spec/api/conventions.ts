import { isRecord } from '../documents/api-data.ts';
import type { Remark } from './finding.ts';
import { contentOf, eventOperationsOf, field, operationsOf, type ApiOperation } from './operations.ts';
import { below, meet, type ApiFiles, type Met } from './references.ts';
import type { ApiSettings, OperationRule } from './settings.ts';

type Conventions = NonNullable<ApiSettings['conventions']>;

const remark = (rule: OperationRule, place: Remark['place'], says: string): Remark => ({ rule, place, says });

/** Whether a reference leads to what has this name: as the last part of a pointer, or as a file of its own. */
const isNamed = (written: string, name: string): boolean => {
  const last = written.split('/').at(-1) ?? '';
  return last === name || last.replace(/\.(?:ya?ml|json)$/u, '') === name;
};

/** Whether a schema is the one of a name: by reference, or by being made of it. */
const isMadeOf = (files: ApiFiles, schema: Met, name: string, depth = 0): boolean => {
  if (schema.by.some((written) => isNamed(written, name)) || schema.path.at(-1) === name) return true;
  const parts = isRecord(schema.value) ? schema.value['allOf'] : undefined;
  if (!Array.isArray(parts) || depth > 20) return false;
  return parts.some((_, index) => isMadeOf(files, below(files, schema, 'allOf', String(index)), name, depth + 1));
};

const isJson = (media: string): boolean => /^application\/(?:[\w.+-]+\+)?json\b|^\*\/\*$/iu.test(media);

const errorRemarks = (files: ApiFiles, { responses }: ApiOperation, name: string): readonly Remark[] =>
  responses
    .filter(({ status }) => /^[45]|^default$/iu.test(status))
    .flatMap(({ status, at }) =>
      contentOf(files, at)
        .filter(([, content]) => !isMadeOf(files, below(files, content, 'schema'), name))
        .map(([media, content]) => remark('convention.errors', content, `response ${status} of ${media} is not ${name}`)),
    ); // prettier-ignore

const authenticationRemarks = (
  { method, route, at, security }: ApiOperation,
  { schemes, open = [] }: NonNullable<Conventions['authentication']>,
): readonly Remark[] => {
  const isOpen = open.includes(`${method} ${route}`);
  const ways: readonly unknown[] = Array.isArray(security) ? security : [];
  const used = ways.map((way) => (isRecord(way) ? Object.keys(way) : []));
  const other = used.flat().find((scheme) => !schemes.includes(scheme));
  const says =
    other !== undefined
      ? `it is called with ${other}, which is none of ${schemes.join(', ')}`
      : !isOpen && (used.length === 0 || used.some((way) => way.length === 0))
        ? `anybody may call it, and it is not named under open as “${method} ${route}”`
        : null;
  return says === null ? [] : [remark('convention.authentication', at, says)];
};

/** Whether what is given back is a list: as such, or in the envelope that lists have. */
const isList = (files: ApiFiles, schema: Met, envelope: string | undefined): boolean =>
  field(schema, 'type') === 'array' || (envelope !== undefined && isMadeOf(files, schema, envelope));

const paginationRemarks = (
  files: ApiFiles,
  operation: ApiOperation,
  { parameters, schema: envelope, except = [] }: NonNullable<Conventions['pagination']>,
): readonly Remark[] => {
  const { method, route, at, responses } = operation;
  if (method !== 'GET' || except.includes(`GET ${route}`)) return [];
  const lists = responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ at: response }) => contentOf(files, response))
    .filter(([media, content]) => isJson(media) && isList(files, below(files, content, 'schema'), envelope));
  if (lists.length === 0) return [];
  const taken = new Set(operation.parameters.filter((one) => field(one, 'in') === 'query').map((one) => field(one, 'name')));
  const missing = parameters.filter((name) => !taken.has(name));
  const bare = lists.filter(([, content]) => envelope !== undefined && !isMadeOf(files, below(files, content, 'schema'), envelope));
  return [
    ...(missing.length === 0 ? [] : [remark('convention.pagination', at, `it gives back a list and does not take ${missing.join(', ')}`)]),
    ...bare.map(([, content]) => remark('convention.pagination', content, `it gives back a list that is not ${envelope ?? ''}`)),
  ];
}; // prettier-ignore

/** Schemas that conventions name have to be there, or nothing could ever keep them. */
const namelessIn = (files: ApiFiles, file: string, names: readonly (readonly [OperationRule, string | undefined])[]): readonly Remark[] =>
  names.flatMap(([rule, name]) => {
    if (name === undefined || meet(files, { file, path: ['components', 'schemas', name] }).value !== undefined) return [];
    const isFile = [...files.keys()].some((path) => isNamed(path, name));
    return isFile ? [] : [remark(rule, { file, path: [] }, `there is no schema ${name}, which ${rule} names`)];
  }); // prettier-ignore

/** What breaks the conventions that a repository has named (S4-R7). */
export const conventionsBroken = (
  files: ApiFiles,
  file: string,
  kind: 'openapi' | 'asyncapi',
  conventions: Conventions,
): readonly Remark[] => {
  const { errors, authentication, pagination, events } = conventions;
  if (kind === 'asyncapi') {
    if (events === undefined) return [];
    const broken = eventOperationsOf(files, file).flatMap(({ messages }) =>
      messages.flatMap((message) => {
        const payload = below(files, message, 'payload');
        return isMadeOf(files, payload, events.schema) ? [] : [remark('convention.events', message, `the message is not ${events.schema}`)]; // prettier-ignore
      }),
    );
    return [...namelessIn(files, file, [['convention.events', events.schema]]), ...broken];
  }
  const broken = operationsOf(files, file).flatMap((operation) => [
    ...(errors === undefined ? [] : errorRemarks(files, operation, errors.schema)),
    ...(authentication === undefined ? [] : authenticationRemarks(operation, authentication)),
    ...(pagination === undefined ? [] : paginationRemarks(files, operation, pagination)),
  ]);
  return [
    ...namelessIn(files, file, [
      ['convention.errors', errors?.schema],
      ['convention.pagination', pagination?.schema],
    ]),
    ...broken,
  ];
};
