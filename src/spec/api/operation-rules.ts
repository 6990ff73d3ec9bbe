import { isRecord } from '../documents/api-data.ts';
import type { Remark } from './finding.ts';
import {
  contentOf,
  eventOperationsOf,
  field,
  members,
  operationsOf,
  saysSomething,
  type ApiOperation,
  type EventOperation,
} from './operations.ts';
import { below, meet, type ApiFiles, type Met } from './references.ts';
import type { OperationRule } from './settings.ts';

const remark = (rule: OperationRule, place: Remark['place'], says: string): Remark => ({ rule, place, says });

/** Fields by which a schema says something about what it allows. */
const TELLING =
  'properties additionalProperties patternProperties items prefixItems enum const allOf oneOf anyOf not format pattern minLength maxLength minimum maximum contentMediaType contentEncoding'.split(' '); // prettier-ignore
const PLAIN = ['string', 'number', 'integer', 'boolean', 'null'];

/** Whether a schema says what is in it: nothing at all, or only that it is an object, says nothing. */
const tells = ({ value }: Met): boolean => {
  if (!isRecord(value)) return false;
  const types = [value['type']].flat();
  return TELLING.some((name) => value[name] !== undefined) || types.some((type) => PLAIN.includes(String(type)));
};

/** Whether a body or a schema shows an example: as a whole, or of each of its properties. */
const shows = (files: ApiFiles, at: Met, depth = 0): boolean => {
  const { value } = at;
  if (!isRecord(value) || depth > 5) return false;
  const examples = value['examples'];
  if (value['example'] !== undefined || (Array.isArray(examples) && examples.length > 0)) return true;
  if (isRecord(examples) && Object.keys(examples).length > 0) return true;
  if (value['const'] !== undefined) return true;
  if (value['items'] !== undefined) return shows(files, below(files, at, 'items'), depth + 1);
  const properties = members(files, below(files, at, 'properties'));
  return properties.length > 0 && properties.every(([, one]) => shows(files, one, depth + 1));
};

/** What the media types of a body lack: a schema, an example. */
const bodyRemarks = (
  files: ApiFiles,
  body: Met,
  what: string,
  [schemaRule, exampleRule]: readonly [OperationRule, OperationRule],
): readonly Remark[] =>
  contentOf(files, body).flatMap(([media, content]) => {
    const schema = below(files, content, 'schema');
    const remarks = [];
    if (!tells(schema)) remarks.push(remark(schemaRule, content, `${what} of ${media} has no schema that says what is in it`)); // prettier-ignore
    if (!shows(files, content) && !shows(files, schema)) remarks.push(remark(exampleRule, content, `${what} of ${media} has no example`)); // prettier-ignore
    return remarks;
  });

const BODILESS = /^(?:1..|204|205|3..)$/iu;
const isError = (status: string): boolean => /^[45]|^default$/iu.test(status);

const responseRemarks = (files: ApiFiles, { method, at, responses }: ApiOperation): readonly Remark[] => {
  const hasError = responses.some(({ status }) => /^4|^default$/iu.test(status));
  const each = responses.flatMap(({ status, at: response }) => {
    const content = contentOf(files, response);
    const needsBody = isError(status) || (status === '200' && method === 'GET');
    if (content.length === 0 && needsBody && !BODILESS.test(status) && method !== 'HEAD')
      return [remark(isError(status) ? 'operation.error-responses' : 'operation.response-schema', response, `response ${status} says nothing of its body`)]; // prettier-ignore
    return bodyRemarks(files, response, `response ${status}`, ['operation.response-schema', 'operation.response-example']);
  }); // prettier-ignore
  return [
    ...(responses.some(({ status }) => !isError(status))
      ? []
      : [remark('operation.response-schema', at, 'no response says that it went well')]),
    ...(hasError ? [] : [remark('operation.error-responses', at, 'no response says how it is refused: 4xx, or default')]),
    ...each,
  ]; // prettier-ignore
};

const texts = (at: Met): readonly Remark[] => [
  ...(saysSomething(field(at, 'summary')) ? [] : [remark('operation.summary', at, 'it has no summary')]),
  ...(saysSomething(field(at, 'description')) ? [] : [remark('operation.description', at, 'it has no description')]),
];

/** Who may call it: at least one way, be it an empty one, and every scheme it names is there. */
const securityRemarks = (files: ApiFiles, { cited, at, security }: ApiOperation): readonly Remark[] => {
  if (!Array.isArray(security))
    return [remark('operation.authentication', at, 'it does not say who may call it; security: [] means anybody')];
  const schemes = security.flatMap((way) => (isRecord(way) ? Object.keys(way) : []));
  return schemes
    .filter(
      (name) => meet(files, { file: cited.file, path: ['components', 'securitySchemes', name] }).value === undefined,
    )
    .map((name) => remark('operation.authentication', at, `there is no security scheme ${name}`));
};

const operationRemarks = (files: ApiFiles, operation: ApiOperation): readonly Remark[] => {
  const { at, requestBody } = operation;
  const body =
    requestBody === null
      ? []
      : contentOf(files, requestBody).length === 0
        ? [remark('operation.request-schema', requestBody, 'the request body says nothing of what is in it')]
        : bodyRemarks(files, requestBody, 'the request body', [
            'operation.request-schema',
            'operation.request-example',
          ]);
  return [
    ...texts(at),
    ...body,
    ...operation.parameters.flatMap((parameter) =>
      tells(below(files, parameter, 'schema')) || contentOf(files, parameter).length > 0
        ? []
        : [
            remark(
              'operation.request-schema',
              parameter,
              `parameter ${String(field(parameter, 'name'))} has no schema`,
            ),
          ],
    ),
    ...responseRemarks(files, operation),
    ...securityRemarks(files, operation),
  ];
};

const eventRemarks = (files: ApiFiles, { at, messages }: EventOperation): readonly Remark[] => [
  ...texts(at),
  ...(messages.length === 0 ? [remark('message.schema', at, 'it has no message')] : []),
  ...messages.flatMap((message) => {
    const payload = below(files, message, 'payload');
    const schema = isRecord(payload.value) && payload.value['schema'] !== undefined ? below(files, payload, 'schema') : payload; // prettier-ignore
    return [
      ...(tells(schema)
        ? []
        : [remark('message.schema', message, 'the message has no payload that says what is in it')]),
      ...(shows(files, message) || shows(files, schema)
        ? []
        : [remark('message.example', message, 'the message has no example')]),
    ];
  }),
];

/** What nothing is ever held to, because it describes none; a file of components alone is there for others to refer to. */
const emptyRemarks = (files: ApiFiles, file: string, kind: 'openapi' | 'asyncapi', count: number): readonly Remark[] => {
  const root = meet(files, { file, path: [] });
  const called = kind === 'openapi' ? ['paths', 'webhooks'] : ['operations', 'channels'];
  const isLibrary = called.every((name) => field(root, name) === undefined) && field(root, 'components') !== undefined;
  const hasOther = called.slice(1).some((name) => members(files, below(files, root, name)).length > 0);
  return count > 0 || isLibrary || hasOther
    ? []
    : [remark('description.operations', { file, path: [] }, 'it describes no operation: nothing is held to it')];
}; // prettier-ignore

/** What the operations of a description lack of what every operation has to say (S0-R6 to R11). */
export const operationRulesBroken = (
  files: ApiFiles,
  file: string,
  kind: 'openapi' | 'asyncapi',
): readonly Remark[] => {
  const each =
    kind === 'openapi'
      ? operationsOf(files, file).map((one) => operationRemarks(files, one))
      : eventOperationsOf(files, file).map((one) => eventRemarks(files, one));
  const all = [...emptyRemarks(files, file, kind, each.length), ...each.flat()];
  // What several operations share is told once.
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
};
