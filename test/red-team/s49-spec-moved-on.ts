import type { RedTeamCase } from './case.ts';
import { gate } from './mechanisms.ts';
import { provenAgent } from './proof-stage.ts';
import { FIX, LANDS } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S49',
  does: 'lands work for an operation that demands something else by now: a schema it refers to was changed meanwhile',
  expected: 'REJECT',
  codes: ['citation.outdated'],
  attack: provenAgent({
    files: {
      'openapi.yaml': "openapi: 3.1.0\ninfo: { title: months, version: '1' }\npaths:\n  /month:\n    get: { responses: { '200': { description: one, content: { application/json: { schema: { $ref: 'month.yaml' } } } } } }\n",
      'month.yaml': 'type: integer\nminimum: 1\n',
    },
    allow: ['src/month.mjs'],
    cites: ['openapi:openapi.yaml#/paths/~1month/get'],
    steps: [FIX],
    meanwhile: "sed -i 's/minimum: 1/minimum: 0/' month.yaml && git commit --quiet --all --message 'months count from 0'",
    decided: 'writ accept --if-moved --yes && writ land',
  }),
  heldBy: 'what is cited, read again where the result is to land, with all it refers to',
  mechanism: [gate('spec-currency')],
  wrong: LANDS,
}; // prettier-ignore
