import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '#contract';
import { openChain, type ChainEvent } from '#evidence';
import { scratch, textOf } from '../../../host/scratch.fixture.ts';
import { loadPatterns } from '../../secrets/patterns.ts';
import { watchSecrets } from '../../secrets/watch.ts';
import { BATCH, openRecorder } from './recorder.ts';

const KEY = 'k-aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF';
const ENDPOINT = { url: 'https://model.example', credential: { header: 'authorization', value: `Bearer ${KEY}` } };

const recording = () => {
  const events = openChain({ contract: sha256('contract'), run: 'R-1' });
  const recorder = openRecorder({
    ...{ events, rawFile: join(mkdtempSync(join(scratch(), 'raw-')), 'raw.log') },
    secrets: watchSecrets({ env: {}, passes: [], logins: [], endpoint: ENDPOINT }, loadPatterns()),
    onEvent: () => {},
  });
  return { recorder, written: () => events.lines().map((line): ChainEvent => JSON.parse(line)) };
};

const chunk = (text: string) => {
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } };
  const message = { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } };
  return { text: JSON.stringify(message), message };
};

it('a note does not cut a sentence in two, so that half a secret would be told', async () => {
  const { recorder, written } = recording();
  for (const text of ['The key is ', KEY.slice(0, 16)]) await recorder.take(chunk(text));
  recorder.note({ type: 'session.alert', provenance: 'witnessed' });
  await recorder.take(chunk(KEY.slice(16)));
  await recorder.take(chunk(' and no more.'));
  const { raw } = await recorder.close();
  const said = written()
    .slice(1)
    .map(({ type, text }) => [type, text]);
  expect(said).toEqual([
    ['agent.message', 'The key is '],
    ['session.alert', undefined],
    ['agent.message', expect.stringMatching(/^\[withheld: the key of the endpoint.*\] and no more\.$/u)],
  ]);
  for (const half of [KEY.slice(0, 16), KEY.slice(16)])
    expect(`${JSON.stringify(said)}${textOf(raw)}`).not.toContain(half);
});

it('of what was heard no more than a batch is not written down yet, however much comes at once', async () => {
  const { recorder, written } = recording();
  const update = { sessionUpdate: 'tool_call_update', toolCallId: 'many', title: 't' };
  const message = { jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } };
  const line = { text: JSON.stringify(message), message };
  const unwritten: number[] = [];
  for (let heard = 1; heard <= BATCH + 501; heard += 1) {
    await recorder.take(line);
    if (heard % 500 === 1) unwritten.push(heard - (written().length - 1));
  }
  expect(Math.max(...unwritten)).toBeLessThanOrEqual(BATCH);
  await recorder.close();
  expect(written()).toHaveLength(BATCH + 502);
});

it('what is noted because of the last thing that was written down is written down too', async () => {
  const events = openChain({ contract: sha256('contract'), run: 'R-1' });
  const recorder = openRecorder({
    ...{ events, rawFile: join(mkdtempSync(join(scratch(), 'raw-')), 'raw.log') },
    secrets: watchSecrets({ env: {}, passes: [], logins: [], endpoint: null }, loadPatterns()),
    onEvent: ({ type }) => {
      if (type === 'turn.ended') recorder.note({ type: 'session.alert', provenance: 'witnessed' });
    },
  });
  recorder.note({ type: 'turn.ended', provenance: 'declared' });
  await recorder.close();
  const types = events.lines().map((line): ChainEvent['type'] => JSON.parse(line).type);
  expect(types.slice(-2)).toEqual(['turn.ended', 'session.alert']);
});
