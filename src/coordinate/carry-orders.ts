import { fail, ok, type Result } from '#failure';
import { openProject, startRecording, type Project } from '#flow';
import { thisProcess } from '#host';
import { dropLock, readRuns, type RunRow } from '#ledger';
import { crewOrder, type CrewOrder, type CrewWord } from './crew.ts';
import { leaseOf, leasesOf } from './leases.ts';
import { runRefused, runSaid } from './run-ending.ts';

/** How a crew hears of its orders, carries one out, and says what came of it. */
export type CrewTerms = {
  readonly cwd: string;
  /** One a line, until whoever gives them has gone. */
  readonly orders: AsyncIterable<string>;
  /** As `writ run` does, with what that prints for programs. Never throws. */
  readonly carry: (order: CrewOrder) => Promise<Result<Readonly<Record<string, unknown>>>>;
  readonly say: (word: CrewWord) => void;
};

const inProject = async <T>(cwd: string, use: (project: Project) => Promise<Result<T>>): Promise<Result<T>> => {
  const looked = await openProject(cwd);
  if (!looked.ok) return looked;
  const project = await startRecording(looked.value);
  await looked.value.close();
  if (!project.ok) return project;
  try {
    return await use(project.value);
  } finally {
    await project.value.close();
  }
};

/** Whether a run of a task still stands as if it went on here. Nobody else closes it while this process lives. */
const isLeftOpen = async ({ ledger }: Project, task: string): Promise<boolean> => {
  const rows = await readRuns(ledger, { task });
  const { pid, startedAt } = thisProcess();
  const isOpen = ({ state, holder }: RunRow): boolean =>
    (state === 'running' || state === 'sealed') && holder.pid === pid && holder.startedAt === startedAt;
  return !rows.ok || rows.value.some(isOpen);
};

/**
 * Carries out one order. After an error of the storage a run writes nothing more, and stands as if it went on; and what
 * the disk refused once, this process does not try again: so it is spent, and goes when its other runs are over. Our own
 * bug may have left a jail behind, which only the end of this process ends: so it fails.
 */
const carryOne = async (project: Project, order: CrewOrder, { carry, say }: CrewTerms): Promise<Result<null>> => {
  const { task } = order;
  const end = await carry(order);
  if (!end.ok && end.failures.some(({ code }) => code === 'bug')) return end;
  const spent =
    !end.ok && (end.failures.some(({ code }) => code === 'machine.storage') || (await isLeftOpen(project, task)));
  // Given back before its end is told: the next run of the task may begin as soon as that is heard.
  const given = await dropLock(project.ledger, leaseOf(task, thisProcess()));
  say({ task, ending: end.ok ? runSaid(end.value) : runRefused(end.failures[0]), spent: spent || !given.ok });
  return ok(null);
};

/** Gives back what the coordinator took just before it was killed, and never had begun. */
const dropLeases = async (project: Project, going: ReadonlySet<string>): Promise<Result<null>> => {
  const own = await leasesOf(project, thisProcess());
  if (!own.ok) return own;
  for (const task of own.value.filter((one) => !going.has(one))) {
    const dropped = await dropLock(project.ledger, leaseOf(task, thisProcess()));
    if (!dropped.ok) return dropped;
  }
  return ok(null);
};

const orderIn = (line: string): Result<CrewOrder> => {
  try {
    return ok(crewOrder.parse(JSON.parse(line)));
  } catch {
    return fail('usage.argument', 'an order is a line such as {"task": "WP-1", "backend": "codex"}');
  }
};

/**
 * Carries out orders side by side, each as `writ run` would, until nobody gives any more and all are done (decision 063).
 * Fails at once where only the end of this process helps: whoever calls has to end it, with all that goes on in it.
 */
export const carryOrders = (terms: CrewTerms): Promise<Result<null>> =>
  inProject(terms.cwd, async (project) => {
    const going = new Map<string, Promise<void>>();
    const stopped = Promise.withResolvers<Result<null>>();
    const carryOn = async (order: CrewOrder): Promise<void> => {
      const done = await carryOne(project, order, terms);
      going.delete(order.task);
      if (!done.ok) stopped.resolve(done);
    };
    const heedAll = async (): Promise<Result<null>> => {
      for await (const line of terms.orders) {
        const order = orderIn(line);
        if (!order.ok) return order;
        going.set(order.value.task, carryOn(order.value));
      }
      const dropped = await dropLeases(project, new Set(going.keys()));
      await Promise.all(going.values());
      return dropped;
    };
    return Promise.race([heedAll(), stopped.promise]);
  });
