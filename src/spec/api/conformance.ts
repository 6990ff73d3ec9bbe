import type { ValidateFunction } from 'ajv/dist/2020.js';
import { bodySchema, type Direction } from './body-schema.ts';
import type { Description } from './description.ts';
import { isJsonMedia, mediaOf, type Exchange, type Sent } from './exchanges.ts';
import { contentOf, field, members, operationsOf, type ApiOperation } from './operations.ts';
import { leastSample, limitsOf, type TimeLimits } from './percentiles.ts';
import { below, pointerOf, type ApiPlace, type Met } from './references.ts';
import { basePathsOf, calledBy, operationCalled } from './routes.ts';

/** What an exchange does that its description does not say. */
export type Mismatch = { readonly line: number; readonly operation: string | null; readonly says: string };

/** What was seen of one operation. */
export type SeenOperation = {
  /** `POST /login` */
  readonly operation: string;
  /** The citation that finds it. */
  readonly cite: string;
  readonly exchanges: number;
  readonly statuses: readonly number[];
  /** What has to be seen of it and was not. */
  readonly lacks: readonly string[];
};

/** What recorded exchanges came to, beside a description. */
export type Conformance = {
  readonly operations: readonly SeenOperation[];
  readonly mismatches: readonly Mismatch[];
};

/** Compiles each schema of a description once. What does it is loaded for that alone. */
const matchersOf = async ({ files, version }: Description) => {
  const [{ Ajv2020 }, { default: addFormats }] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')]);
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: false, logger: false });
  const lenient = new Ajv2020({ strict: false, allErrors: true, coerceTypes: 'array', logger: false });
  addFormats.default(ajv);
  addFormats.default(lenient);
  const made = new Map<string, ValidateFunction | string>();
  return (place: ApiPlace, direction: Direction, isText = false): ValidateFunction | string => {
    const key = `${place.file}#${pointerOf(place)} ${direction} ${isText}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const schema = bodySchema(files, place, { version, direction });
    const compile = (): ValidateFunction | string => {
      try {
        return (isText ? lenient : ajv).compile(typeof schema === 'object' && schema !== null ? schema : schema === true);
      } catch (error) {
        return error instanceof Error ? error.message : 'it cannot be compiled';
      }
    };
    const compiled = compile();
    made.set(key, compiled);
    return compiled;
  };
}; // prettier-ignore

type Matchers = Awaited<ReturnType<typeof matchersOf>>;

const MOST_TOLD = 5;

const faultsOf = (matches: ValidateFunction | string, value: unknown, what: string): readonly string[] => {
  if (typeof matches === 'string') return [`${what} cannot be held to its schema: ${matches}`];
  if (matches(structuredClone(value))) return [];
  const told = (matches.errors ?? []).map(({ instancePath, message, params }) => {
    const name: unknown = params['unevaluatedProperty'] ?? params['additionalProperty'];
    return typeof name === 'string'
      ? `${what}${instancePath}/${name} is not described`
      : `${what}${instancePath} ${message ?? 'is another than described'}`;
  });
  return [...new Set(told)].slice(0, MOST_TOLD);
};

/** The content that a media type finds: itself, or a range it is in. */
const contentFor = (content: ReturnType<typeof contentOf>, media: string): Met | null => {
  const names = [media, `${media.split('/')[0] ?? ''}/*`, '*/*'];
  const matches = names.flatMap((name) =>
    content.filter(([one]) => one.split(';')[0]?.trim().toLowerCase() === name).map(([, met]) => met),
  );
  return matches[0] ?? null;
};

const bodyFaults = (
  { files }: Description,
  matchers: Matchers,
  [sent, body]: readonly [Sent, Met],
  direction: Direction,
): readonly string[] => {
  const content = contentOf(files, body);
  const what = direction === 'request' ? 'the request body' : 'the response body';
  if (sent.body === undefined) return [];
  if (content.length === 0) return [`${what} is not described`];
  const media = mediaOf(sent) ?? (content.length === 1 ? (content[0]?.[0] ?? null) : null);
  if (media === null) return [`${what} does not say its media type`];
  const found = contentFor(content, media);
  if (found === null) return [`${what} is ${media}, which is not described`];
  const schema = below(files, found, 'schema');
  if (schema.value === undefined) return [];
  if (isJsonMedia(media)) return faultsOf(matchers(schema, direction), sent.body, what);
  return typeof sent.body === 'string' ? [] : [`${what} is no text`];
};

const responseFor = ({ responses }: ApiOperation, status: number): Met | null => {
  const names = [String(status), `${Math.floor(status / 100)}XX`, 'default'];
  const found = names.flatMap((name) => responses.find((one) => one.status.toUpperCase() === name.toUpperCase()) ?? []);
  return found[0]?.at ?? null;
};

const BODILESS = new Set([204, 205, 304]);

const responseFaults = (description: Description, matchers: Matchers, operation: ApiOperation, { status, back }: Exchange): readonly string[] => {
  const response = responseFor(operation, status);
  if (response === null) return [`status ${status} is not described`];
  const { files } = description;
  const needsBody = contentOf(files, response).length > 0 && operation.method !== 'HEAD' && !BODILESS.has(status);
  const headers = members(files, below(files, response, 'headers'))
    .filter(([name, header]) => field(header, 'required') === true && back.headers[name.toLowerCase()] === undefined)
    .map(([name]) => `the response has no header ${name}`);
  return [
    ...headers,
    ...(needsBody && back.body === undefined ? [`response ${status} has no body, and one is described`] : []),
    ...bodyFaults(description, matchers, [back, response], 'response'),
  ];
}; // prettier-ignore

type Values = { readonly path: Readonly<Record<string, string>>; readonly query: URLSearchParams };

/** Headers that descriptions say elsewhere: a parameter of such a name means nothing. */
const NO_PARAMETERS = new Set(['accept', 'content-type', 'authorization']);

/** Where none are recorded at all, nobody has looked at them. */
const lacksHeader = (parameter: Met, name: string, headers: Sent['headers']): boolean =>
  field(parameter, 'required') === true &&
  Object.keys(headers).length > 0 &&
  !NO_PARAMETERS.has(name.toLowerCase()) &&
  headers[name.toLowerCase()] === undefined;

const parameterFaults = ({ files }: Description, matchers: Matchers, { parameters }: ApiOperation, given: Values & { readonly headers: Sent['headers']; readonly wentWell: boolean }): readonly string[] => {
  const inQuery = parameters.filter((one) => field(one, 'in') === 'query');
  const names = new Set(inQuery.map((one) => String(field(one, 'name'))));
  const isKnown = (name: string): boolean =>
    names.has(name) || [...names].some((one) => name.startsWith(`${one}[`)) ||
    inQuery.some((one) => field(one, 'style') === 'deepObject' || field(below(files, one, 'schema'), 'type') === 'object');
  const unknown = [...new Set(given.query.keys())].filter((name) => !isKnown(name)).map((name) => `query parameter ${name} is not described`);
  if (!given.wentWell) return unknown;
  const wrong = parameters.flatMap((one) => {
    const [name, where] = [String(field(one, 'name')), field(one, 'in')];
    const values = where === 'query' ? given.query.getAll(name) : where === 'path' ? [given.path[name] ?? ''] : null;
    if (where === 'header') return lacksHeader(one, name, given.headers) ? [`header ${name} has to be there, and is not`] : [];
    if (values === null) return [];
    if (values.length === 0) return field(one, 'required') === true && where === 'query' ? [`query parameter ${name} has to be there, and is not`] : [];
    const schema = below(files, one, 'schema');
    const type = field(schema, 'type');
    // How lists and objects are written in a URL has many styles; only plain values are held to their schemas.
    if (schema.value === undefined || type === 'object' || type === 'array') return [];
    return values.flatMap((value) => faultsOf(matchers(schema, 'request', true), value, `parameter ${name}`));
  });
  return [...unknown, ...wrong];
}; // prettier-ignore

/** Whether what was asked for was done, so that the request had to be as described. */
const wentWell = ({ status }: Exchange): boolean => status >= 100 && status < 400;

const requestFaults = (description: Description, matchers: Matchers, operation: ApiOperation, exchange: Exchange): readonly string[] => {
  if (!wentWell(exchange)) return [];
  const { requestBody } = operation;
  const { sent } = exchange;
  if (requestBody === null) return sent.body === undefined || sent.body === '' ? [] : ['the request has a body, and none is described'];
  const absent = sent.body === undefined && field(requestBody, 'required') === true ? ['it was done without a request body, which has to be there'] : [];
  return [...absent, ...bodyFaults(description, matchers, [sent, requestBody], 'request')];
}; // prettier-ignore

/** What of a URL may be told: its query holds what nobody else should see. */
const pathOf = (url: string): string => (URL.parse(url, 'http://localhost/')?.pathname ?? '').slice(0, 200);

const nameOf = ({ method, route }: ApiOperation): string => `${method} ${route}`;

type Held = { readonly exchange: Exchange; readonly operation: string | null; readonly faults: readonly string[] };

/** Statuses that refuse who asks, or how often, whatever the body says: they show nothing of it. */
const NOT_OF_THE_BODY = new Set([401, 403, 404, 405, 406, 408, 421, 423, 425, 426, 429]);

/** Whether it was seen to do what it is for: to be sent elsewhere shows that only where nothing else is described. */
const showsIt = ({ responses }: ApiOperation, exchange: Exchange): boolean =>
  wentWell(exchange) &&
  (Math.floor(exchange.status / 100) === 2 || !responses.some(({ status }) => status.startsWith('2')));

const seen = (operation: ApiOperation, held: readonly Held[]): SeenOperation => {
  const name = nameOf(operation);
  const own = held.filter((one) => one.operation === name).map(({ exchange }) => exchange);
  const refused = own.some(({ status }) => status >= 400 && status < 500 && !NOT_OF_THE_BODY.has(status));
  const lacks = [
    ...(own.length === 0 ? ['an exchange'] : []),
    ...(own.length > 0 && !own.some((one) => showsIt(operation, one)) ? ['an exchange that went well'] : []),
    ...(operation.requestBody !== null && !refused ? ['a request body that is refused with 4xx'] : []),
  ];
  const { cited } = operation;
  return {
    ...{ operation: name, cite: `openapi:${cited.file}#${pointerOf(cited)}`, exchanges: own.length },
    ...{ statuses: [...new Set(own.map(({ status }) => status))].toSorted(), lacks },
  };
};

/**
 * Holds recorded exchanges to a description (S0-R19, R20, R22, R59): what is not described there, route, parameter,
 * status, media type or field, is a mismatch. Of every operation an exchange has to be there that went well, and where
 * it takes a body, one in which a body was refused.
 */
export const conformanceOf = async (description: Description, exchanges: readonly Exchange[]): Promise<Conformance> => {
  const { files, file } = description;
  const operations = operationsOf(files, file);
  const bases = basePathsOf(files, file);
  const matchers = await matchersOf(description);
  const held = exchanges.map((exchange): Held => {
    const called = calledBy(exchange.url, bases);
    const found = called === null ? null : operationCalled(operations, exchange.method, called);
    if (called === null || found === null)
      return { exchange, operation: null, faults: [`${exchange.method} ${pathOf(exchange.url)} is not described`] };
    const { operation, values } = found;
    const given = { path: values, query: called.query, headers: exchange.sent.headers, wentWell: wentWell(exchange) };
    const faults = [
      ...parameterFaults(description, matchers, operation, given),
      ...requestFaults(description, matchers, operation, exchange),
      ...responseFaults(description, matchers, operation, exchange),
    ];
    return { exchange, operation: nameOf(operation), faults };
  });
  return {
    operations: operations.map((operation) => seen(operation, held)),
    mismatches: held.flatMap(({ exchange, operation, faults }) =>
      faults.map((says) => ({ line: exchange.line, operation, says })),
    ),
  };
};

/** How long an operation took, at a percentile (S0-D7); null: it was measured too seldom to say. */
export const percentileOf = (times: readonly number[], percent: number): number | null => {
  if (times.length < leastSample(percent)) return null;
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null;
};

/** Operations that took longer than they may at a percentile that was stated, or were measured too seldom for it. */
export const tooSlow = (
  description: Description,
  exchanges: readonly Exchange[],
  limits: TimeLimits,
): readonly { readonly operation: string; readonly says: string }[] => {
  const operations = operationsOf(description.files, description.file);
  const bases = basePathsOf(description.files, description.file);
  const times = Map.groupBy(
    exchanges.filter((one) => wentWell(one) && one.timeMs !== null),
    ({ url, method }) => {
      const called = calledBy(url, bases);
      const found = called === null ? null : operationCalled(operations, method, called);
      return found === null ? null : nameOf(found.operation);
    },
  );
  return operations.flatMap((operation) => {
    const name = nameOf(operation);
    const measured = (times.get(name) ?? []).flatMap(({ timeMs }) => timeMs ?? []);
    return limitsOf(limits).flatMap(({ percent, ms }) => {
      const at = percentileOf(measured, percent);
      if (at === null) return [{ operation: name, says: `it was measured ${measured.length} times, and p${percent} needs ${leastSample(percent)}` }]; // prettier-ignore
      return at <= ms ? [] : [{ operation: name, says: `p${percent} is ${at} ms, and ${ms} ms is the most` }];
    });
  });
};
