import { z } from 'zod';
import { isRecord } from '../documents/api-data.ts';

/** One request and what came back, as somebody recorded it. Names of headers are in lower case. */
export type Exchange = {
  /** The line of the file that holds it, or its place in a HAR, from 1. */
  readonly line: number;
  readonly method: string;
  readonly url: string;
  readonly sent: Sent;
  readonly status: number;
  readonly back: Sent;
  /** How long it took; null where nobody measured. */
  readonly timeMs: number | null;
};

/** A body with its headers; undefined: there was none. A body that is not JSON is its text. */
export type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body: unknown };

/** What keeps a line from being an exchange. */
export type ExchangeFault = { readonly line: number; readonly says: string };

const method = z.string().regex(/^[A-Za-z]+$/u);
const status = z.int().min(100).max(599);
const headers = z.record(z.string(), z.string()).default({});
const time = z.number().nonnegative().optional();

const lineSchema = z.strictObject({
  request: z.strictObject({ method, url: z.string().min(1), headers, body: z.unknown().optional() }),
  response: z.strictObject({ status, headers, body: z.unknown().optional() }),
  time,
});

const pairs = z.array(z.object({ name: z.string(), value: z.string() })).default([]);
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({ method, url: z.string().min(1), headers: pairs, postData: z.object({ text: z.string().optional() }).optional() }),
        response: z.object({ status, headers: pairs, content: z.object({ text: z.string().optional(), encoding: z.string().optional() }).optional() }),
        time,
      }),
    ),
  }),
}); // prettier-ignore

const lowered = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));

/** Whether a media type is JSON, whatever it is called by. */
export const isJsonMedia = (media: string): boolean => /^[\w.+-]+\/(?:[\w.+-]+\+)?json$/iu.test(media);

/** The media type of a body, without its parameters; null where nobody said. */
export const mediaOf = ({ headers: all }: Sent): string | null => {
  const media = all['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return media === '' ? null : media;
};

const asBody = (text: string | undefined, all: Readonly<Record<string, string>>): Sent => {
  const sent = { headers: lowered(all), body: text === '' ? undefined : text };
  if (text === undefined || text === '' || !isJsonMedia(mediaOf(sent) ?? '')) return sent;
  try {
    return { ...sent, body: JSON.parse(text) };
  } catch {
    return sent;
  }
};

const ofHar = (value: unknown): readonly Exchange[] | string => {
  const read = harSchema.safeParse(value);
  if (!read.success) return `it is no HAR: ${z.prettifyError(read.error).split('\n')[0] ?? ''}`;
  const plain = (some: z.infer<typeof pairs>) => Object.fromEntries(some.map(({ name, value: one }) => [name, one]));
  const text = (one: { readonly text?: string | undefined; readonly encoding?: string | undefined } | undefined) =>
    one?.encoding === 'base64' ? 'bytes' : one?.text;
  return read.data.log.entries.map(({ request, response, time: took }, index) => ({
    ...{ line: index + 1, method: request.method.toUpperCase(), url: request.url, status: response.status },
    sent: asBody(text(request.postData), plain(request.headers)),
    back: asBody(text(response.content), plain(response.headers)),
    timeMs: took ?? null,
  }));
};

const ofLine = (text: string, line: number): Exchange | ExchangeFault => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, says: 'it is not JSON' };
  }
  const read = lineSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { line, says: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is no exchange'}` };
  }
  const { request, response, time: took } = read.data;
  return {
    ...{ line, method: request.method.toUpperCase(), url: request.url, status: response.status },
    sent: { headers: lowered(request.headers), body: request.body },
    back: { headers: lowered(response.headers), body: response.body },
    timeMs: took ?? null,
  };
};

const asHar = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && 'log' in value ? value : null;
  } catch {
    return null;
  }
};

/** Reads recorded exchanges: a JSON object a line, or a whole HAR. */
export const readExchanges = (
  text: string,
): { readonly exchanges: readonly Exchange[]; readonly faults: readonly ExchangeFault[] } => {
  const har = asHar(text);
  if (har !== null) {
    const read = ofHar(har);
    return typeof read === 'string'
      ? { exchanges: [], faults: [{ line: 1, says: read }] }
      : { exchanges: read, faults: [] };
  }
  const lines = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [ofLine(line, index + 1)]));
  return {
    exchanges: lines.flatMap((one) => ('says' in one ? [] : [one])),
    faults: lines.flatMap((one) => ('says' in one ? [one] : [])),
  };
};
