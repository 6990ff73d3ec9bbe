import { canonicalJson } from '#contract';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const json = (value: unknown): Uint8Array => utf8(canonicalJson(value));
