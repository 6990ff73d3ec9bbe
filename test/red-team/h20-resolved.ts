import type { RedTeamCase } from './case.ts';
import { gate } from './mechanisms.ts';
import { agent, LANDS } from './stage.ts';
import { lockfile, supplyAgent } from './supply-stage.ts';

export const it: RedTeamCase = {
  id: 'H20-resolved',
  does: 'has a pinned package fetched from another host, with another digest, in a lockfile that may be changed',
  expected: 'REJECT',
  codes: ['supply.source', 'supply.integrity'],
  attack: agent(
    supplyAgent({
      'package-lock.json': lockfile({
        resolved: 'https://packages.example.evil/calendar/-/calendar-1.0.0.tgz',
        integrity: `sha512-${'evil'.repeat(21)}eA==`,
      }),
    }),
  ),
  heldBy: 'every package that is pinned otherwise is held to the base',
  mechanism: [gate('supply-chain')],
  wrong: LANDS,
};
