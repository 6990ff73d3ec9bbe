import type { RedTeamCase } from './case.ts';
import { ESCAPES, FIX, agent } from './stage.ts';

const inherited = {
  file: 'src/host/git.ts',
  replace: "...(call.config === 'person' ? personEnvironment() : harnessEnvironment()),",
  by: '...process.env,',
};
const monitored = { file: 'src/host/git.ts', replace: "'core.fsmonitor=false',", by: '' };

export const it: RedTeamCase = {
  id: 'S32',
  does: 'finds settings for git in the environment of the person that name a program',
  expected: 'PREVENT',
  codes: [],
  attack: agent(({ marker }) => ({
    env: `GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.fsmonitor GIT_CONFIG_VALUE_0='touch ${marker}; false'`,
    steps: [FIX],
  })),
  heldBy: 'an environment made from nothing',
  mechanism: [inherited, monitored],
  wrong: ESCAPES,
};
