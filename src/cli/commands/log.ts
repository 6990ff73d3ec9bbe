import { ok, type Result } from '#failure';
import { readEvents } from '#ledger';
import { visibleLine } from '#contract';
import type { Shown } from '../io.ts';

import { withProject } from './with-project.ts';
import { number, text, type Words } from '../words.ts';

const HIDDEN = new Set(['kind', 'task', 'run', 'nonce', 'holder']);

/** `writ log` */
export const log = (words: Words): Promise<Result<Shown>> =>
  withProject(async ({ ledger }) => {
    const [task, run] = [text(words, 'task'), text(words, 'run')];
    const events = await readEvents(ledger, {
      limit: number(words, 'limit') ?? 50,
      ...(task === undefined ? {} : { task }),
      ...(run === undefined ? {} : { run }),
    });
    if (!events.ok) return events;
    const shown = events.value.map((event) => {
      const body: unknown = JSON.parse(event.body);
      return { ...event, body: typeof body === 'object' && body !== null ? { ...body } : {} };
    });
    const lines = shown.map(({ seq, at, kind, task: of, run: by, body }) => {
      const details = Object.entries(body)
        .filter(([name, value]) => !HIDDEN.has(name) && value !== '' && typeof value !== 'object')
        .map(
          ([name, value]) =>
            `${name}=${/^[0-9a-f]{40,64}$/u.test(String(value)) ? String(value).slice(0, 12) : String(value)}`,
        );
      return visibleLine(
        [
          String(seq).padStart(5),
          at.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replace('T', ' '),
          kind,
          ...(of === null ? [] : [of]),
          ...(by === null ? [] : [by]),
          ...details,
        ].join('  '),
      );
    });
    const about = run ?? task;
    const none =
      about === undefined ? 'Nothing has happened yet.' : visibleLine(`Nothing has happened to ${about} yet.`);
    return ok({ text: lines.length === 0 ? none : lines.join('\n'), json: { events: shown } });
  });
