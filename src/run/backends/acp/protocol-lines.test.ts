import { expect, it } from 'vitest';
import { protocolLines, type Heard } from './protocol-lines.ts';

const heardOf = async (text: string): Promise<readonly Heard[]> => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const heard: Heard[] = [];
  for await (const one of protocolLines(bytes())) heard.push(one);
  return heard;
};
const message = (params: string): string => `{"jsonrpc":"2.0","method":"m","params":${params}}\n`;
const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`;
const isBroken = (heard: readonly Heard[]): readonly boolean[] => heard.map((one) => 'broken' in one);

it.each([lists(500), objects(500), lists(6000), objects(6000), lists(200_000)])(
  'a message that nests too deep is none, and nothing after it is read (%#)',
  async (params) => {
    const heard = await heardOf(message(params) + message('1'));
    expect(heard).toEqual([{ broken: 'a message that nests deeper than 500 levels' }]);
  },
);

it('brackets in strings are none, however they are escaped, and many side by side are not deep', async () => {
  const many = '['.repeat(9000);
  const texts = [many, `"${many}`, `\\${many}`, `\\"${many}`].map((text) => message(JSON.stringify(text)));
  const wide = message(`[${'[],'.repeat(9000)}{}]`);
  expect(isBroken(await heardOf([...texts, wide, message(lists(499)), message(objects(499))].join('')))).toEqual(
    Array.from({ length: 7 }, () => false),
  );
  expect(isBroken(await heardOf(message(`["a\\\\",${lists(600)}]`)))).toEqual([true]);
});
