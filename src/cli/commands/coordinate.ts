import { parseDuration, visibleLine } from '#contract';
import { coordinate, lookOn, type Coordinated, type Outlook } from '#coordinate';
import { fail, ok, type Result } from '#failure';
import { needsPerson, type Order, type Waits } from '#plan';
import type { Io, Shown } from '../io.ts';
import { liveView } from '../live-view.ts';
import { backendOf, given, number, text, texts, type Words } from '../words.ts';
import { limitsOf, ourselves } from './coordinating-words.ts';

const waitingLine = ({ task, says, command }: Waits): string =>
  visibleLine(`  ${task}: ${says}${command === null ? '' : `\n      ${command}`}`);

/** The commands by which everything of a kind is answered at once; each is still signed for itself. */
const answersFor = (waiting: readonly Waits[]): readonly string[] => {
  const approvals = waiting.filter(({ kind }) => kind === 'approve').map(({ task }) => task);
  const runs = waiting.filter(({ kind }) => kind === 'decide').map(({ run }) => run ?? '');
  return [
    ...(approvals.length < 2 ? [] : [`writ approve ${approvals.join(' ')} --if-moved`]),
    ...(runs.length < 2 ? [] : [`writ accept ${runs.join(' ')} --if-moved`]),
  ];
};

/** What waits for a person, one below the other, with what answers all of it. */
const waitingLines = (waiting: readonly Waits[]): readonly string[] => {
  const yours = waiting.filter(needsPerson);
  const answers = answersFor(yours);
  return [
    ...(yours.length === 0 ? [] : [`${yours.length} ${yours.length === 1 ? 'waits' : 'wait'} for you:`]),
    ...yours.flatMap((one) => [
      visibleLine(`  ${one.task}: ${one.says}`),
      ...(one.command === null ? [] : [`      ${visibleLine(one.command)}`]),
    ]),
    ...(answers.length === 0 ? [] : ['All at once, each signed for itself:', ...answers.map((one) => `      ${one}`)]),
  ];
};

const orderText = (order: Order): string => {
  switch (order.kind) {
    case 'run':
      return `run   ${order.task} by ${order.backend}`;
    case 'land':
      return `land  ${order.task}, ${order.run}`;
    case 'exit':
      return `stop  ${order.task}: ${order.because}`;
    default:
      return `close ${order.task}, ${order.run}: it was cut off`;
  }
};

const outlookShown = (outlook: Outlook, isDryRun: boolean): Shown => {
  const { orders, waiting, underWay } = outlook;
  const others = waiting.filter((one) => !needsPerson(one)).map(waitingLine);
  const lines = [
    ...(underWay === 0 ? [] : [`${underWay} under way: writ session list`]),
    ...(isDryRun ? orders.map(orderText) : []),
    ...waitingLines(waiting),
    ...(isDryRun && others.length > 0 ? ['Not now:', ...others] : []),
  ];
  const answers = answersFor(waiting.filter(needsPerson));
  return {
    text: lines.length === 0 ? 'Nothing waits.' : lines.join('\n'),
    json: { underWay, waiting, answers, ...(isDryRun ? { orders } : {}) },
  };
};

/** The command as it was typed: what it may be carried out by is nowhere else. */
const again = (words: Words): string =>
  [
    'writ coordinate',
    ...(number(words, 'max') === undefined ? [] : [`--max ${number(words, 'max') ?? ''}`]),
    ...texts(words, 'limit').map((limit) => `--limit ${limit}`),
    ...(backendOf(words) === undefined ? [] : [`--backend ${backendOf(words) ?? ''}`]),
  ].join(' ');

const endShown = ({ begun, landed, exits, waiting, open }: Coordinated, words: Words): Shown => {
  const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const yours = waiting.filter(needsPerson);
  const lines = [
    `${many(begun, 'run')} begun, ${many(landed.length, 'task')} landed, ${many(open, 'task')} open.`,
    ...exits.map(({ task, blocker }) => `${task} was given up; ${blocker} is to say what keeps it.`),
    ...waitingLines(waiting),
    ...(yours.length > 0 ? [`Then: ${again(words)}`] : []),
  ];
  return {
    text: lines.join('\n'),
    json: { begun, landed, exits, open, waiting, answers: answersFor(yours) },
    exit: yours.length === 0 && exits.length === 0 ? 0 : 1,
  };
};

/** Ctrl-C asks to begin nothing more; once more, or being told to terminate, ends what is under way. */
const heedSignals = (tell: Io['tell']): { readonly ending: AbortSignal; readonly ended: AbortSignal } => {
  const [ending, ended] = [new AbortController(), new AbortController()];
  process.on('SIGINT', () => {
    if (ending.signal.aborted) ended.abort();
    else tell('begins nothing more, and waits for what is under way; once more ends it');
    ending.abort();
  });
  process.on('SIGTERM', () => {
    ending.abort();
    ended.abort();
  });
  return { ending: ending.signal, ended: ended.signal };
};

/** `writ coordinate` */
export const coordinateCommand = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const limits = limitsOf(words);
  if (!limits.ok) return limits;
  const stallMs = parseDuration(text(words, 'stall') ?? '15m');
  if (stallMs === null)
    return fail('usage.argument', '--stall takes a time such as 90s, 15m or 1h', {
      remedy: 'writ coordinate --stall 15m',
    });
  const runs = number(words, 'runs') ?? Number.POSITIVE_INFINITY;
  if (given(words, 'waiting') || given(words, 'dryRun')) {
    const outlook = await lookOn(process.cwd(), { ...limits.value, runsLeft: runs, ending: false });
    return outlook.ok ? ok(outlookShown(outlook.value, given(words, 'dryRun'))) : outlook;
  }
  const view = liveView(io);
  const done = await coordinate(process.cwd(), {
    ...{ writ: ourselves(), limits: { ...limits.value, runs }, watch: given(words, 'watch'), stallMs },
    ...{ ...heedSignals(view.tell), tell: view.tell, show: view.show },
  });
  view.close();
  return done.ok ? ok(endShown(done.value, words)) : done;
};
