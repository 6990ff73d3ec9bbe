import { type Failure, fail, ok, okUnless, type Result } from '#failure';
import { parsePublicKeyLine } from './ssh-key.ts';
import { namespaceOf, type StatementKind } from './statement.ts';
import { readSignerOptions } from './trust-options.ts';

/** One line of allowed_signers: a key, the names it signs as, for which namespaces, and from when until when. */
export type TrustedSigner = {
  readonly names: readonly string[];
  /** Patterns with `*` and `?`, e.g. `writ.*`. Never empty. */
  readonly namespaces: readonly string[];
  /** Milliseconds since 1970; null: no such bound. Both bounds are inclusive, as they are for OpenSSH. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
  readonly publicKey: Uint8Array;
  readonly fingerprint: string;
  readonly comment: string;
};

/** Who may sign what, as the person or hub that verifies says; never read from the thing that is verified. */
export type Trust = {
  /** The two files' texts, kept so that a bundle can show under which trust it was judged. */
  readonly allowedSigners: string;
  readonly revokedKeys: string;
  readonly signers: readonly TrustedSigner[];
  /** Fingerprints of keys whose signatures no longer count, whenever they were made. */
  readonly revoked: readonly string[];
};

type TrustFiles = { readonly allowedSigners: string; readonly revokedKeys: string };

/**
 * Reads trust in OpenSSH's own formats, so that `ssh-keygen -Y verify -f allowed_signers -r revoked_keys` and Writ
 * read the same files: allowed_signers of ssh-keygen(1), and a plain list of public keys. An empty list trusts nobody.
 *
 * Where the format has a loose corner, Writ refuses it: names are plain, without wildcards; a line without
 * `namespaces` is an error, lest a key meant for signing commits approve contracts; certificates and unknown options
 * are errors. Dates without `Z` are read as UTC, since what is trusted may not depend on where the reader sits.
 * Collects every fault as `trust.invalid` with its place.
 *
 * @param texts what the two files hold; the empty text for a file that does not exist.
 * @param files what they are called in messages.
 */
export const parseTrust = (
  texts: TrustFiles,
  files: TrustFiles = { allowedSigners: 'allowed_signers', revokedKeys: 'revoked_keys' },
): Result<Trust> => {
  const failures: Failure[] = [];
  const readLines = <T>(file: string, text: string, read: (line: string) => Result<T>): readonly T[] =>
    linesOf(text).flatMap((line) => {
      const value = read(line.text);
      if (value.ok) return [value.value];
      const where = { file, line: line.number, column: 1, text: line.text };
      failures.push(...value.failures.map((failure) => ({ ...failure, code: 'trust.invalid' as const, where })));
      return [];
    });
  const signers = readLines(files.allowedSigners, texts.allowedSigners, readSigner);
  const revoked = readLines(files.revokedKeys, texts.revokedKeys, parsePublicKeyLine).map(({ key }) => key.fingerprint);
  const { allowedSigners, revokedKeys } = texts;
  return okUnless(failures, () => ({ allowedSigners, revokedKeys, signers, revoked }));
};

/** Whether one of a signer's patterns covers a namespace: `*` stands for any text, `?` for any one character. */
export const mayUse = ({ namespaces }: TrustedSigner, namespace: string): boolean =>
  namespaces.some((pattern) => matches(pattern, namespace));

const matches = (pattern: string, text: string): boolean => {
  const literal = (part: string): string => part.replaceAll(/[.+^${}()|[\]\\/-]/g, String.raw`\$&`);
  return new RegExp(`^${literal(pattern).replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
};

/**
 * One line for allowed_signers: this key may sign as this name, for these kinds of statement and nothing else.
 *
 * @param given.publicKey a line of an `id_….pub` file.
 * @param given.validAfter milliseconds since 1970, as `validBefore`; written in UTC, whole seconds.
 */
export const allowedSignerLine = (given: {
  readonly name: string;
  readonly publicKey: string;
  readonly kinds: readonly StatementKind[];
  readonly validAfter?: number;
  readonly validBefore?: number;
}): string => {
  const options = [
    `namespaces="${given.kinds.map(namespaceOf).join(',')}"`,
    ...(given.validAfter === undefined ? [] : [`valid-after="${stampOf(given.validAfter)}"`]),
    ...(given.validBefore === undefined ? [] : [`valid-before="${stampOf(given.validBefore)}"`]),
  ];
  return `${given.name} ${options.join(',')} ${given.publicKey.trim()}`;
};

const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`;

type Line = { readonly text: string; readonly number: number };

/** The lines that say something; comments and blank lines do not. */
const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .map((line, index) => ({ text: line, number: index + 1 }))
    .filter((line) => !/^[ \t]*(#|$)/.test(line.text));

const readSigner = (line: string): Result<TrustedSigner> => {
  if (/[\p{Cc}--\t]/v.test(line))
    return fail('trust.invalid', 'the line holds a control character, perhaps a carriage return');
  const [, list = '', rest = ''] = /^[ \t]*([^ \t"]+)[ \t]+(.*)$/.exec(line) ?? [];
  const names = list.split(',');
  if (!names.every((name) => /^[\w.@+-]+$/.test(name)))
    return fail('trust.invalid', 'the line must begin with plain names, without quotes, wildcards or exceptions');
  const options = readSignerOptions(rest);
  if (!options.ok) return options;
  const { key: keyLine, ...granted } = options.value;
  const key = parsePublicKeyLine(keyLine);
  if (!key.ok) return key;
  const { wire, fingerprint } = key.value.key;
  return ok({ names, ...granted, publicKey: wire, fingerprint, comment: key.value.comment });
};
