import { isRecord, METHODS, valueAt, type Path } from '../documents/api-data.ts';
import { below, meet, type ApiFiles, type ApiPlace } from './references.ts';

/** Something that a description says for a place, and elsewhere: what to call it, and the file its references are seen from. */
export type Around = { readonly name: string; readonly file: string; readonly value: unknown };

/** What holds for all operations that do not say it themselves; the later ones as Swagger 2 had them. */
const FOR_ALL = ['servers', 'security', 'host', 'basePath', 'schemes', 'consumes', 'produces'];
/** What a webhook does not have: it is called by the API, and not under its address. */
const OF_ADDRESS = new Set(['servers', 'host', 'basePath', 'schemes']);

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {});
const pick = (from: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(from, name) ? [[name, from[name]]] : [])));
const omit = (from: Fields, isOmitted: (name: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !isOmitted(name)));

/** The language of a description: another one may mean something else by the same words. A patch of it does not. */
const languageOf = (root: Fields): Fields => ({
  ...pick(root, ['jsonSchemaDialect', 'defaultContentType']),
  ...Object.fromEntries(
    ['openapi', 'swagger', 'asyncapi'].flatMap((name) =>
      typeof root[name] === 'string' ? [[name, root[name].split('.').slice(0, 2).join('.')]] : [],
    ),
  ),
});

/** What names a parameter, references followed: an operation may say another one under the same name. */
const parameterKey = (files: ApiFiles, place: ApiPlace): string | null => {
  const { name, in: where } = fieldsOf(meet(files, place).value);
  return typeof name === 'string' && typeof where === 'string' ? `${where} ${name}` : null;
};

const parametersAt = (files: ApiFiles, { file, path }: ApiPlace): readonly ApiPlace[] => {
  const list = valueAt(files.get(file), [...path, 'parameters']);
  return Array.isArray(list) ? list.map((_, index) => ({ file, path: [...path, 'parameters', String(index)] })) : [];
};

/** What a path item says for one of its operations: all but other operations, and what that one says itself. */
const itemFor = (files: ApiFiles, item: ApiPlace, operation: ApiPlace): Fields => {
  const own = fieldsOf(valueAt(files.get(operation.file), operation.path));
  const said = new Set(parametersAt(files, operation).map((one) => parameterKey(files, one)));
  const parameters = parametersAt(files, item).filter((one) => {
    const key = parameterKey(files, one);
    return key === null || !said.has(key);
  });
  const fields = omit(fieldsOf(valueAt(files.get(item.file), item.path)), (name) =>
    METHODS.includes(name) || name === '$ref' || name === 'parameters' || (name === 'servers' && 'servers' in own),
  );
  return { ...fields, ...(parameters.length > 0 && { parameters: parameters.map(({ file, path }) => valueAt(files.get(file), path)) }) };
}; // prettier-ignore

/** A place as it is cited, and where it really stands. */
export type Cited = { readonly cited: Path; readonly at: ApiPlace };

/** What is said for places of one description; what is said for many of them is one thing, so that it is read once. */
type Sayings = {
  readonly root: ApiPlace;
  readonly language: Around;
  readonly all: (names: readonly string[]) => Around;
};

const sayingsOf = (files: ApiFiles, file: string): Sayings => {
  const top = fieldsOf(files.get(file));
  const known = new Map<string, Around>();
  return {
    root: { file, path: [] },
    language: { name: 'language', file, value: languageOf(top) },
    all: (names) => {
      const key = names.join(' ');
      const found = known.get(key) ?? { name: 'all', file, value: pick(top, names) };
      known.set(key, found);
      return found;
    },
  };
};

const aroundOperation = (files: ApiFiles, { root, all }: Sayings, { cited, at }: Cited): readonly Around[] => {
  const [group = '', route = ''] = cited;
  const written: ApiPlace = { file: root.file, path: [group, route] };
  const there: ApiPlace = { file: at.file, path: at.path.slice(0, -1) };
  const isElsewhere = there.file !== written.file || there.path.join('\n') !== written.path.join('\n');
  const items = isElsewhere ? [there, written] : [written];
  const around = items.map((item) => ({ name: 'path', file: item.file, value: itemFor(files, item, at) }));
  const nearer = [fieldsOf(valueAt(files.get(at.file), at.path)), ...around.map(({ value }) => value)];
  const left = FOR_ALL.filter(
    (name) => !nearer.some((one) => name in one) && (group === 'paths' || !OF_ADDRESS.has(name)),
  );
  return [...around.filter(({ value }) => Object.keys(value).length > 0), all(left)];
};

/** The servers that a channel is to be found on, where it does not lead to them by references: all, or those it names. */
const serversOf = (root: Fields, channel: Fields): unknown => {
  const { servers } = channel;
  if (!Array.isArray(servers) || servers.length === 0) return root['servers'];
  return pick(fieldsOf(root['servers']), servers.filter((one) => typeof one === 'string'));
}; // prettier-ignore

const aroundChannel = (files: ApiFiles, { root }: Sayings, at: ApiPlace): readonly Around[] => {
  const channel = fieldsOf(meet(files, at).value);
  return [{ name: 'servers', file: root.file, value: serversOf(fieldsOf(files.get(root.file)), channel) ?? null }];
};

/** An operation of AsyncAPI 3 is on a channel; of the messages of that it may have chosen some. */
const aroundAction = (files: ApiFiles, sayings: Sayings, at: ApiPlace): readonly Around[] => {
  const own = fieldsOf(valueAt(files.get(at.file), at.path));
  const channel = below(files, at, 'channel');
  const value = omit(fieldsOf(channel.value), (name) => name === 'messages' && Array.isArray(own['messages']));
  return [{ name: 'channel', file: channel.file, value }, ...aroundChannel(files, sayings, channel)];
};

/** What of a place itself counts: the channel of an operation is told by what of it is meant. */
export const ownValue = (files: ApiFiles, { cited, at }: Cited): unknown => {
  const value = valueAt(files.get(at.file), at.path);
  if (cited[0] !== 'operations' || cited.length !== 2) return value;
  const { channel } = fieldsOf(value);
  const isMet = isRecord(channel) && below(files, at, 'channel').value !== undefined;
  return isMet && typeof channel['$ref'] === 'string' ? { ...fieldsOf(value), channel: channel['$ref'] } : value;
};

/**
 * What a description says for its places elsewhere: its language; for an operation of HTTP its path, and the servers and
 * security of the whole description where nothing nearer says them; for a channel, or what is done on one, its servers.
 */
export const openAround = (files: ApiFiles, file: string): ((place: Cited) => readonly Around[]) => {
  const sayings = sayingsOf(files, file);
  return (place) => {
    const { cited, at } = place;
    const [group = '', , method = ''] = cited;
    const isHttp = group === 'paths' || group === 'webhooks';
    const { language } = sayings;
    if (isHttp && cited.length === 3 && METHODS.includes(method))
      return [language, ...aroundOperation(files, sayings, place)];
    if (isHttp && cited.length < 3) return [language, sayings.all(FOR_ALL)];
    if (group === 'channels' && cited.length === 2) return [language, ...aroundChannel(files, sayings, at)];
    if (group === 'operations' && cited.length === 2) return [language, ...aroundAction(files, sayings, at)];
    return [language];
  };
};
