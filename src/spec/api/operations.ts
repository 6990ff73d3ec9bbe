import { isRecord, METHODS } from '../documents/api-data.ts';
import { below, meet, type ApiFiles, type ApiPlace, type Met } from './references.ts';

/** One operation of an OpenAPI description, as a client meets it. */
export type ApiOperation = {
  /** In upper case. */
  readonly method: string;
  /** With its parameters in braces, as the description writes it. */
  readonly route: string;
  /** Where it is cited: the pointer into the description itself. */
  readonly cited: ApiPlace;
  /** Where it really stands, references followed. */
  readonly at: Met;
  readonly parameters: readonly Met[];
  /** Null: it takes none. */
  readonly requestBody: Met | null;
  readonly responses: readonly { readonly status: string; readonly at: Met }[];
  /** What it demands to know of who asks: its own word or that of the whole description; undefined: neither says. */
  readonly security: unknown;
};

/** The members of what stands at a place, each with references followed; none where that is no mapping. */
export const members = (files: ApiFiles, place: Met): readonly (readonly [name: string, member: Met])[] =>
  isRecord(place.value) ? Object.keys(place.value).map((name) => [name, below(files, place, name)] as const) : [];

const listed = (files: ApiFiles, place: Met, name: string): readonly Met[] => {
  const list = isRecord(place.value) ? place.value[name] : undefined;
  return Array.isArray(list) ? list.map((_, index) => below(files, place, name, String(index))) : [];
};

/** A field of what was met. */
export const field = ({ value }: Met, name: string): unknown => (isRecord(value) ? value[name] : undefined);

/** A text that says something. */
export const saysSomething = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const nameOf = (parameter: Met): string => `${String(field(parameter, 'in'))} ${String(field(parameter, 'name'))}`;

/** Parameters of an operation, and those of its path which it does not say itself. */
const parametersOf = (files: ApiFiles, item: Met, operation: Met): readonly Met[] => {
  const own = listed(files, operation, 'parameters');
  const names = new Set(own.map(nameOf));
  return [...own, ...listed(files, item, 'parameters').filter((one) => !names.has(nameOf(one)))];
};

const operationOf = (
  files: ApiFiles,
  file: string,
  [route, item]: readonly [string, Met],
  method: string,
): ApiOperation => {
  const at = below(files, item, method);
  const body = field(at, 'requestBody');
  const root = meet(files, { file, path: [] });
  return {
    ...{ method: method.toUpperCase(), route, cited: { file, path: ['paths', route, method] }, at },
    parameters: parametersOf(files, item, at),
    requestBody: body === undefined ? null : below(files, at, 'requestBody'),
    responses: members(files, below(files, at, 'responses'))
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, response]) => ({ status, at: response })),
    security: field(at, 'security') ?? field(root, 'security'),
  };
};

/** The operations of an OpenAPI description, in its order. */
export const operationsOf = (files: ApiFiles, file: string): readonly ApiOperation[] =>
  members(files, meet(files, { file, path: ['paths'] })).flatMap(([route, item]) =>
    Object.keys(isRecord(item.value) ? item.value : {})
      .filter((method) => METHODS.includes(method))
      .map((method) => operationOf(files, file, [route, item], method)),
  );

/** What a body may be, by its media type. */
export const contentOf = (files: ApiFiles, body: Met): readonly (readonly [media: string, content: Met])[] =>
  members(files, below(files, body, 'content'));

/** One operation of an AsyncAPI description. */
export type EventOperation = { readonly name: string; readonly at: Met; readonly messages: readonly Met[] };

const alternatives = (files: ApiFiles, message: Met): readonly Met[] => {
  const some = listed(files, message, 'oneOf');
  return some.length > 0 ? some : [message];
};

/** AsyncAPI 2: a channel is published to or subscribed to. */
const channelOperations = (files: ApiFiles, file: string): readonly EventOperation[] =>
  members(files, meet(files, { file, path: ['channels'] })).flatMap(([name, channel]) =>
    ['publish', 'subscribe'].flatMap((verb) => {
      const at = below(files, channel, verb);
      if (at.value === undefined) return [];
      const message = below(files, at, 'message');
      return [{ name: `${verb} ${name}`, at, messages: message.value === undefined ? [] : alternatives(files, message) }];
    }),
  ); // prettier-ignore

/** AsyncAPI 3: an operation names its messages, or means all of its channel. */
const namedOperations = (files: ApiFiles, file: string): readonly EventOperation[] =>
  members(files, meet(files, { file, path: ['operations'] })).map(([name, at]) => {
    const own = listed(files, at, 'messages');
    const ofChannel = members(files, below(files, below(files, at, 'channel'), 'messages')).map(([, one]) => one);
    return { name, at, messages: own.length > 0 ? own : ofChannel };
  });

/** The operations of an AsyncAPI description, of version 2 or 3. */
export const eventOperationsOf = (files: ApiFiles, file: string): readonly EventOperation[] => {
  const version = field(meet(files, { file, path: [] }), 'asyncapi');
  return typeof version === 'string' && version.startsWith('2.')
    ? channelOperations(files, file)
    : namedOperations(files, file);
};
