import { expect, it } from 'vitest';
import type { Login, Mount } from '#host';
import { codesOf, messagesOf } from '../host/scratch.fixture.ts';
import type { Backend } from './backends/backend.ts';
import { refuseUnheld } from './jail-kind.ts';

const SAME: Mount = { kind: 'read-only', from: '/opt/agent', to: '/opt/agent' };
const OURS: Mount = { kind: 'file', to: '/writ/brief.md', text: '' };
const ELSEWHERE: Mount = { kind: 'read-only', from: '/opt/agent', to: '/agent' };
const LOGIN: Login = { path: '.mine/auth.json', text: '{}', values: [] };

const backendWith = (mounts: readonly Mount[], logins: readonly Login[] = []): Backend => ({
  ...{ id: 'mine', kind: 'command', program: '/opt/agent/it', argv: () => ['it'], mounts: () => mounts, env: {} },
  ...{ passes: [], logins, endpoint: null, tiers: ['LOW'], speaks: false, version: 'unknown' },
  speech: { kind: 'output', stdin: () => '', read: () => ({ events: [], failure: null, actions: [] }) },
});

it('a backend is refused beforehand where it needs what a jail alone can show, and there is none', () => {
  for (const jail of ['none', 'sandbox-runtime'] as const) {
    expect(refuseUnheld(backendWith([SAME, OURS]), jail).ok).toBe(true);
    const elsewhere = refuseUnheld(backendWith([SAME, ELSEWHERE]), jail);
    expect([codesOf(elsewhere), messagesOf(elsewhere)]).toEqual([
      ['backend.ineligible'],
      expect.stringContaining('mine cannot work without a jail of bubblewrap: /agent would have to be another place'),
    ]);
    expect(codesOf(refuseUnheld(backendWith([SAME], [LOGIN]), jail))).toEqual(['backend.ineligible']);
  }
});

it('in a jail of bubblewrap all of it can be shown', () => {
  expect(refuseUnheld(backendWith([ELSEWHERE], [LOGIN]), 'bubblewrap').ok).toBe(true);
});
