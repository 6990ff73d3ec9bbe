import { XMLBuilder } from 'fast-xml-parser';
import { POLICY, visibleLine } from '#contract';
import { remedyOf, type Failure } from '#failure';
import type { GateFinding, Verdict } from './verdict.ts';

/** A verdict in the formats of others, so that a code host or an editor shows it in its own place. */

/** What it is about: for people, for programs, and how its remedies are typed. */
export type About = {
  readonly title: string;
  readonly id: string;
  /** What helps against a failure, where it is more than its kind says. */
  readonly remedy?: (failure: Failure) => string;
};

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
});

/** The two of all visible characters that XML may not hold: whatever reads it would refuse the whole of it. */
const NOT_IN_XML = /[\ufffe\uffff]/gu;

const asXml = (testsuites: unknown): string =>
  builder
    .build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites })
    .replace(NOT_IN_XML, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);

const told = (failure: Failure, { remedy = remedyOf }: About): string =>
  visibleLine(`${failure.message} [${failure.code}]; next: ${remedy(failure)}`);

/** What a gate found, as one sentence; the rest stands below it. */
const firstOf = ({ findings: [first, ...more], gate }: GateFinding): string =>
  visibleLine(
    first === undefined ? POLICY[gate].says : `${first.message}${more.length === 0 ? '' : `, and ${more.length} more`}`,
  );

const hasFailed = ({ outcome, waiver }: GateFinding): boolean => outcome !== 'pass' && waiver === null;

/** JUnit XML: a test case for each gate. One that a signer has waived is skipped, and says by whom. */
export const verdictAsJUnit = ({ gates }: Verdict, about: About): string => {
  const cases = gates.map((line) => ({
    '@name': visibleLine(`${line.gate}: ${POLICY[line.gate].says}`),
    '@classname': 'writ.gates',
    ...(hasFailed(line) && {
      failure: {
        '@message': firstOf(line),
        '@type': line.outcome,
        '#text': line.findings.map((one) => told(one, about)).join('\n'),
      },
    }),
    ...(line.waiver !== null && {
      skipped: { '@message': visibleLine(`waived by ${line.waiver.signer}: ${line.waiver.because}`) },
    }),
  }));
  const suite = {
    '@name': visibleLine(about.title),
    '@tests': cases.length,
    '@failures': gates.filter(hasFailed).length,
    '@skipped': gates.filter(({ waiver }) => waiver !== null).length,
    testcase: cases,
  };
  return asXml({ testsuite: suite });
};

/** JUnit XML where nothing could be judged: one case, with an error. A report that is not there might be taken for an old one. */
export const refusalAsJUnit = (failures: readonly Failure[], about: About): string => {
  const testcase = {
    '@name': 'the gates could judge',
    '@classname': 'writ.gates',
    error: { '@message': 'nothing was judged', '#text': failures.map((one) => told(one, about)).join('\n') },
  };
  const suite = { '@name': visibleLine(about.title), '@tests': 1, '@failures': 0, '@errors': 1, testcase };
  return asXml({ testsuite: suite });
};

/** A finding says where by the words it begins with, if it does: `src/a.ts:3` or `src/a.ts:3-5`. */
const placeIn = (message: string): { readonly path: string; readonly line: number } | null => {
  const [, path, line] = /^(?:[\w.]+: )?([^\s:]+\.[\w]+):(\d+)/u.exec(message) ?? [];
  return path === undefined || line === undefined ? null : { path, line: Number(line) };
};

const result = (gate: string, level: 'error' | 'note', text: string) => {
  const place = placeIn(text);
  return {
    ruleId: gate,
    level,
    message: { text: visibleLine(text) },
    ...(place !== null && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: place.path.split('/').map(encodeURIComponent).join('/') },
            region: { startLine: Math.max(1, place.line) },
          },
        },
      ],
    }),
  };
};

const sarif = (about: About, run: Readonly<Record<string, unknown>>) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [{ automationDetails: { id: `writ/${about.id}` }, ...run }],
});

/** SARIF where nothing could be judged: a run that did not succeed, and why. */
export const refusalAsSarif = (failures: readonly Failure[], about: About) =>
  sarif(about, {
    tool: { driver: { name: 'writ' } },
    invocations: [
      {
        executionSuccessful: false,
        toolExecutionNotifications: failures.map((one) => ({ level: 'error', message: { text: told(one, about) } })),
      },
    ],
    results: [],
  });

/** SARIF 2.1.0: a rule for each gate, an error for each finding, a note for what a person should see. */
export const verdictAsSarif = ({ gates }: Verdict, about: About) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      automationDetails: { id: `writ/${about.id}` },
      tool: {
        driver: {
          name: 'writ',
          rules: gates.map(({ gate }) => ({ id: gate, shortDescription: { text: POLICY[gate].says } })),
        },
      },
      results: gates.flatMap((line) => [
        ...(hasFailed(line) ? line.findings.map((one) => result(line.gate, 'error', told(one, about))) : []),
        ...line.notices.map((text) => result(line.gate, 'note', text)),
      ]),
    },
  ],
});
