/**
 * `npm run bench [-- NAME… --rounds N --json]`: finds the benchmarks beside this folder, measures them, prints one line
 * a figure, and ends with 1 if one is over what is allowed. What the lines mean: bench/README.md.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Allowed, Bench, Measurement } from './figure.ts';
import { measure } from './measure.ts';
import { onStage } from './stage.ts';

const FOLDER = join(import.meta.dirname, '..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});

const time = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

const allowedText = ({ ratio, ms, peakBytes }: Allowed): string =>
  [
    ...(ratio === undefined ? [] : [`${ratio}×`]),
    ...(ms === undefined ? [] : [time(ms)]),
    ...(peakBytes === undefined ? [] : [megabytes(peakBytes)]),
  ].join(', ');

const line = ({ name, what, ms, baseline, ratio, peakBytes, allowed, ok }: Measurement): string =>
  [
    ok ? 'ok  ' : 'OVER',
    name.padEnd(18),
    // Where memory alone is looked at, nothing was timed.
    ...(baseline.median === 0
      ? []
      : [
          `${time(ms.median)} (min ${time(ms.min)})`,
          `${ratio.toFixed(2)}× of ${time(baseline.median)} (min ${time(baseline.min)})`,
        ]),
    ...(peakBytes === null ? [] : [megabytes(peakBytes)]),
    `allowed ${allowedText(allowed)}`,
    baseline.median === 0 ? what : `${what}, beside ${baseline.what}`,
  ].join('  ');

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'))
  .toSorted();
const unknown = positionals.filter((asked) => !names.some((name) => asked === name || asked.startsWith(`${name}.`)));
if (unknown.length > 0 || (values.rounds !== undefined && !/^[1-9]\d*$/u.test(values.rounds))) {
  console.error(`npm run bench [-- NAME… --rounds N --json], NAME one of ${names.join(', ')}, or one figure of it`);
  process.exit(2);
}

const measureFile = (name: string): Promise<readonly Measurement[]> =>
  onStage(async (stage) => {
    if (!stage.inMemory) console.error('There is no storage in memory here: timings will vary with the disk.');
    const module: { readonly bench: Bench } = await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href);
    const figures = await module.bench(stage);
    const asked = figures.filter(
      (figure) => positionals.length === 0 || positionals.includes(name) || positionals.includes(figure.name),
    );
    return measure(asked, values.rounds === undefined ? undefined : Number(values.rounds));
  });

const measurements: Measurement[] = [];
for (const name of names) {
  if (positionals.length > 0 && !positionals.some((asked) => asked.split('.')[0] === name)) continue;
  for (const measurement of await measureFile(name)) {
    measurements.push(measurement);
    if (!values.json) console.log(line(measurement));
  }
}
const over = measurements.filter(({ ok }) => !ok).length;
if (values.json) console.log(JSON.stringify({ node: process.version, figures: measurements }));
else console.log(`${measurements.length} figures, ${over} over what is allowed, Node ${process.version}`);
process.exitCode = over > 0 || measurements.length === 0 ? 1 : 0;
