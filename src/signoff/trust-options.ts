import { fail, ok, type Result } from '#failure';
import { momentMs } from './moment.ts';
import { parsePublicKeyLine } from './ssh-key.ts';

/** What the options of a line grant, and the rest of the line, which must be the key. */
type Granted = {
  readonly namespaces: readonly string[];
  readonly validAfter: number | null;
  readonly validBefore: number | null;
  readonly key: string;
};

const KNOWN = ['namespaces', 'valid-after', 'valid-before'];

/**
 * Reads what stands between the names and the key of a line of allowed_signers: options with quoted values, joined by
 * commas. `namespaces` must be there. Refuses with `trust.invalid`; the caller adds the place.
 */
export const readSignerOptions = (text: string): Result<Granted> => {
  if (parsePublicKeyLine(text).ok)
    return fail('trust.invalid', 'the line does not say which namespaces its key may sign', {
      remedy:
        'write namespaces="writ.*" before the key if it may approve, or namespaces="git" if it may only sign commits',
    });
  const found = splitOptions(text);
  if (!found.ok) return found;
  const { options, key } = found.value;
  const namespaces = readNamespaces(options.get('namespaces'));
  const validAfter = readBound(options.get('valid-after'));
  const validBefore = readBound(options.get('valid-before'));
  if (namespaces === null)
    return fail('trust.invalid', 'namespaces must be a quoted list of plain patterns, such as namespaces="writ.*"');
  if (validAfter === undefined || validBefore === undefined)
    return fail(
      'trust.invalid',
      'valid-after and valid-before must be quoted dates, YYYYMMDD or YYYYMMDDHHMM[SS], with Z at the end',
    );
  if (validAfter !== null && validBefore !== null && validAfter >= validBefore)
    return fail('trust.invalid', 'valid-after is not before valid-before, so the key is never valid');
  return ok({ namespaces, validAfter, validBefore, key });
};

type Options = { readonly options: ReadonlyMap<string, string>; readonly key: string };

const splitOptions = (text: string): Result<Options> => {
  const options = new Map<string, string>();
  let rest = text;
  for (;;) {
    const [whole, name = '', value, end] = /^([^ \t=,"]+)(?:="([^"\\]*)")?(,|[ \t]+)/.exec(rest) ?? [];
    if (whole === undefined) return fail('trust.invalid', 'the options before the key are not well formed');
    if (!KNOWN.includes(name))
      return fail('trust.invalid', `“${name.slice(0, 40)}” is not an option Writ knows, so it cannot be honoured`);
    if (value === undefined) return fail('trust.invalid', `the option ${name} has no quoted value`);
    if (options.has(name)) return fail('trust.invalid', `the option ${name} is there twice`);
    options.set(name, value);
    rest = rest.slice(whole.length);
    if (end !== ',') return ok({ options, key: rest });
  }
};

const readNamespaces = (list: string | undefined): readonly string[] | null => {
  const patterns = list?.split(',') ?? [];
  return patterns.length > 0 && patterns.every((pattern) => /^[\w.@:/+*?-]+$/.test(pattern)) ? patterns : null;
};

/** The bound in milliseconds; null where there is none, undefined where it is not a date. */
const readBound = (stamp: string | undefined): number | null | undefined => {
  if (stamp === undefined) return null;
  const [whole, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/.exec(stamp) ?? [];
  if (whole === undefined) return undefined;
  return momentMs(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`) ?? undefined;
};
