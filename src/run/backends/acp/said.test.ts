import { expect, it } from 'vitest';
import { listenToSaying } from './said.ts';
import { ownMs } from '../../../../test/rig/own-ms.ts';

const LINE = { text: '{}', message: {} };

it('a long word before a short one takes no longer to be told than to be read', () => {
  const saying = listenToSaying();
  const text = `${'x'.repeat(60_000)} end`;
  saying.add({ type: 'agent.message', id: '', text }, LINE);
  const spent = ownMs(() => expect(saying.meanwhile().map((said) => said.text)).toEqual([text]));
  // Where each letter is looked at for each before it, this takes seconds.
  expect(spent).toBeLessThan(1000);
});
