/** The longest message that is read; a file's whole text may stand in one. */
const MESSAGE_LIMIT_BYTES = 16 * 1024 * 1024;

const NEWLINE = 0x0a;
/** No message needs more; what is put together from a deeper one would have no room on the stack. */
const MOST_LEVELS = 500;
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** A message as it came: its line, and what that is as JSON. */
export type ProtocolLine = { readonly text: string; readonly message: Readonly<Record<string, unknown>> };

/** A line, or what keeps one from being read; after that nothing more is read. */
export type Heard = { readonly line: ProtocolLine } | { readonly broken: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether JSON nests deeper than anybody should: brackets outside of strings are counted, whatever else it is. */
const isTooDeep = (bytes: Uint8Array): boolean => {
  let [depth, isInString] = [0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) isInString = !isInString;
    else if (isInString && byte === BACKSLASH) at += 1;
    else if (!isInString && OPENING.has(byte)) depth += 1;
    else if (!isInString && CLOSING.has(byte)) depth -= 1;
    if (depth > MOST_LEVELS) return true;
  }
  return false;
};

const read = (bytes: Uint8Array): Heard | null => {
  if (isTooDeep(bytes)) return { broken: `a message that nests deeper than ${MOST_LEVELS} levels` };
  try {
    const text = decoder.decode(bytes).trim();
    if (text === '') return null;
    const message: unknown = JSON.parse(text);
    if (isRecord(message) && message['jsonrpc'] === '2.0') return { line: { text, message } };
    return { broken: `a line that is no message: ${text.slice(0, 200)}` };
  } catch {
    return { broken: `a line that is not JSON: ${Buffer.from(bytes.subarray(0, 200)).toString('utf8')}` };
  }
};

/**
 * The messages that an agent writes, one a line, as the bytes come in. Ends after the first line that is none, after a
 * line without an end, and after one that is too long; what it began with is told.
 */
export async function* protocolLines(
  heard: AsyncIterable<Uint8Array>,
  limitBytes = MESSAGE_LIMIT_BYTES,
): AsyncGenerator<Heard> {
  let rest: Uint8Array[] = [];
  let held = 0;
  for await (const bytes of heard) {
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
      const one = read(Buffer.concat([...rest, bytes.subarray(from, to)]));
      [rest, held, from] = [[], 0, to + 1];
      if (one !== null) yield one;
      if (one !== null && 'broken' in one) return;
    }
    rest.push(bytes.subarray(from));
    held += bytes.length - from;
    if (held > limitBytes) return yield { broken: `a message of more than ${limitBytes} bytes` };
  }
  if (held > 0) yield { broken: `a line without an end: ${Buffer.concat(rest).subarray(0, 200).toString('utf8')}` };
}
