import { Option } from 'commander';
import { atLeastOne, whole, type Entry } from './entry.ts';

const phase = () => new Option('--phase <n>', 'only what lies on the way to this phase').argParser(whole);
const all = () => new Option('--all', 'with what is done already');
const limit = (says: string) => new Option('-n, --limit <n>', says).argParser(atLeastOne);

const RANKING = `

What was begun and waits for you comes first; then what has the longest chain of tasks behind it, then what is
riskiest, then what most tasks wait for. A task that may change a file of one under way, or further up, says so.`;

const COSTS = `

By default: two retries, then a fallback of 20 and half an hour lost at 100 an hour; of the success of a task 0.9 is kept
where one before it has failed. Numbers are relative to each other, and no amount of money or time.`;

const REVIEWS = `

Due before a task in which parallel work merges, before a bottleneck, before one that is likely to fail, and on the
critical path. A task that is signed already keeps waiting for what it was signed to wait for.`;

/** The plan: what comes first, what is risky, what may go side by side. It decides nothing. */
export const PLANNING: readonly Entry[] = [
  {
    usage: 'plan show [task]',
    says: 'draw the task graph, or show what one task waits for and delays',
    example: 'writ plan show --phase 1',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-show.ts')).planShow,
  },
  {
    usage: 'plan next',
    says: 'say what is worth doing now, and why',
    example: 'writ plan next',
    more: RANKING,
    options: [phase(), limit('how many (default: 10)')],
    load: async () => (await import('../commands/plan-next.ts')).planNext,
  },
  {
    usage: 'plan order',
    says: 'list what is left so that each task comes after all it waits for',
    example: 'writ plan order --phase 2',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-order.ts')).planOrder,
  },
  {
    usage: 'plan parallel',
    says: 'group tasks that can be run side by side, apart where they may change the same file',
    example: 'writ plan parallel',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-order.ts')).planParallel,
  },
  {
    usage: 'plan critical',
    says: 'show the longest chain of tasks',
    example: 'writ plan critical',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-order.ts')).planCritical,
  },
  {
    usage: 'plan risk-path',
    says: 'show the chain on which most can go wrong',
    example: 'writ plan risk-path',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-order.ts')).planRiskPath,
  },
  {
    usage: 'plan bottleneck',
    says: 'show the tasks that most chains go through',
    example: 'writ plan bottleneck',
    options: [phase(), all(), limit('how many (default: 10)')],
    load: async () => (await import('../commands/plan-order.ts')).planBottleneck,
  },
  {
    usage: 'plan decompose',
    says: 'say which tasks are better cut smaller',
    example: 'writ plan decompose',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-risk.ts')).planDecompose,
  },
  {
    usage: 'plan cost',
    says: 'say what the tasks are expected to cost, failures counted in',
    example: 'writ plan cost --retention 0.5',
    more: COSTS,
    options: [
      phase(),
      limit('how many (default: 15); the sum is over all'),
      new Option('--independent', 'as if no task waited for another').conflicts('retention'),
      new Option('--retention <share>', 'what is kept of a success where a task before it has failed'),
      new Option('--retries <n>', 'attempts after the first'),
      new Option('--fallback <cost>', 'what it costs to have it done otherwise'),
      new Option('--time-lost <hours>', 'hours that are lost when a task fails for good'),
      new Option('--value-rate <cost>', 'what an hour is worth'),
    ],
    load: async () => (await import('../commands/plan-risk.ts')).planCostCommand,
  },
  {
    usage: 'plan risk',
    says: 'show how risk is spread, and where research first is worth its cost',
    example: 'writ plan risk',
    options: [phase(), all()],
    load: async () => (await import('../commands/plan-risk.ts')).planRisk,
  },
  {
    usage: 'plan reviews [tasks...]',
    says: 'propose reviews where the plan needs them; nothing is added without --write',
    example: 'writ plan reviews WP-3-login --write',
    more: REVIEWS,
    options: [new Option('--write', 'write them as task files, and have the tasks wait for them')],
    load: async () => (await import('../commands/plan-reviews.ts')).planReviews,
  },
  {
    usage: 'plan graph',
    says: 'print the graph for other tools',
    example: 'writ plan graph --format mermaid',
    options: [
      new Option('--format <format>', 'in which language').choices(['dot', 'mermaid', 'json']).default('dot'),
      phase(),
      all(),
    ],
    load: async () => (await import('../commands/plan-graph.ts')).planGraph,
  },
  {
    usage: 'plan validate',
    says: 'say all that is wrong with the plan: cycles, unknown dependencies, missing estimates',
    example: 'writ plan validate',
    load: async () => (await import('../commands/plan-graph.ts')).planValidate,
  },
];
