import type { CoverageTerms } from '#contract';
import { isPassed, type RanThrough, type RunEvidence } from '#evidence';
import { honest, utf8, withFreshness, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const PATCH = utf8(`diff --git a/src/date.ts b/src/date.ts
--- a/src/date.ts
+++ b/src/date.ts
@@ -2,2 +2,3 @@ export const parse
 context
-const utc = 1;
+// a comment
+const local = 1;
`);
const others = (path: string): Uint8Array =>
  utf8(`${new TextDecoder().decode(PATCH)}diff --git a/${path} b/${path}
--- /dev/null
+++ b/${path}
@@ -0,0 +1,2 @@
+export const zone = 1;
+
`);

const RAN: RanThrough = { of: 'src/date.ts', hit: [1, 2, 4, 5], missed: [6], blocks: [[0, 9, 1, 1], [3, 5, 0, 0]] }; // prettier-ignore

/** The honest run where this is asked for, and its check told of this. */
const asking = (coverage: CoverageTerms, ranThrough: readonly RanThrough[] = [RAN], patch = PATCH): Complete => ({
  ...withFreshness({ coverage }),
  patch,
  checks: honest.checks.map((one) =>
    one.record.id === 'unit' ? { ...one, report: { ...one.report, ranThrough } } : one,
  ),
});
const least = (percent: number) => ({ percent, above: false });
/** Something that lies beside tests, and whether the product loads it. */
const DOOR = 'test/support/door.ts';
const loading = (of: Complete, path: string): Complete => ({
  ...of,
  proof: { ...of.proof, record: { ...of.proof.record, loaded: [path] } },
});
const above = (percent: number) => ({ percent, above: true });
const elsewhere = (of: Complete): Complete => ({
  ...of,
  checks: of.checks.map((one) => ({ ...one, record: { ...one.record, tree: '0'.repeat(40) } })),
});
const forged = (of: Complete): Complete => ({
  ...of,
  checks: of.checks.map((one) =>
    isPassed(one) ? { ...one, report: { ...one.report, problems: ['the output ends within a line'] } } : one,
  ),
});
const { coverage: _, ...unasked } = honest.freshness;

export const pass: Passing<RunEvidence> = {
  'nobody asks for anything': honest,
  'nobody asks, and little ran': asking({}, [{ ...RAN, hit: [], missed: [1, 2, 4] }]),
  'exactly as much ran as is asked for': asking({ lines: least(80), branches: least(50), statements: least(80) }),
  'all functions ran': asking({ functions: least(100) }),
  'more ran than is asked for': asking({ lines: above(79) }),
  'all of the change ran': asking({ changed: least(100) }),
  'the change has no line that could run': asking({ changed: least(100) }, [{ ...RAN, hit: [1], missed: [] }]),
  'what was added beside can not run': asking({ changed: least(100) }, [RAN], others('docs/zone.md')),
  'what was added beside is a test': asking({ changed: least(100) }, [RAN], others('test/zone.test.ts')),
  'what was added beside declares only': asking({ changed: least(100) }, [RAN], others('src/zone.d.ts')),
  'what lies beside tests did not run, and the product does not load it': asking({ lines: least(80), changed: least(100) }, [RAN, { of: DOOR, hit: [], missed: [1, 2] }], others(DOOR)),
  'what lies beside tests ran, as the product loads it': loading(asking({ lines: least(80), changed: least(100) }, [RAN, { of: DOOR, hit: [1], missed: [] }], others(DOOR)), DOOR),
  'two processes ran it together': asking({ lines: least(100) }, [RAN, { ...RAN, hit: [6], missed: [1, 2, 4, 5] }]),
}; // prettier-ignore

const stale = ['checks.passed', 'evidence.fresh'] as const;
export const fail: Refused<RunEvidence> = {
  'fewer lines ran': ['coverage.low', asking({ lines: least(81) })],
  'exactly as many ran, and more are asked for': ['coverage.low', asking({ lines: above(80) })],
  'fewer branches ran': ['coverage.low', asking({ lines: least(80), branches: least(51) })],
  'a line of the change did not run': ['coverage.low', asking({ changed: least(100) }, [{ ...RAN, hit: [1], missed: [4] }])],
  'no test loads what was added': ['coverage.low', asking({ changed: least(60) }, [RAN], others('src/zone.ts'))],
  'no test loads what was added in a folder of the product that is called like one of tests': [
    'coverage.low',
    asking({ changed: least(60) }, [RAN], others('src/spec/zone.ts')),
  ],
  'what lies beside tests did not run, and the product loads it': [
    'coverage.low',
    loading(asking({ changed: least(60) }, [RAN, { of: DOOR, hit: [], missed: [1, 2] }], others(DOOR)), DOOR),
  ],
  'no test loads what lies beside tests, and the product does': [
    'coverage.low',
    loading(asking({ changed: least(60) }, [RAN], others(DOOR)), DOOR),
  ],
  'of all code what lies beside tests did not run, and the product loads it': [
    'coverage.low',
    loading(asking({ lines: least(80) }, [RAN, { of: DOOR, hit: [], missed: [1, 2] }]), DOOR),
  ],
  'no test loads any file': ['coverage.unmeasured', asking({ lines: least(1) }, [])],
  'files without a line': ['coverage.unmeasured', asking({ lines: least(1) }, [{ ...RAN, hit: [], missed: [] }])],
  'a metric that the runner does not tell': ['coverage.unmeasured', asking({ branches: least(1) }, [{ of: RAN.of, hit: [1], missed: [] }])],
  'it was asked for, and not measured': ['coverage.unmeasured', withFreshness({ coverage: { lines: least(1) } })],
  'the report cannot be what the runner wrote': ['coverage.unmeasured', forged(asking({ lines: least(1) })), ['checks.passed', 'done.proven']],
  'it was measured on another tree': ['evidence.stale', elsewhere(asking({ lines: least(1) })), stale],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'nothing says when it began': without('freshness'),
  'nothing says what was asked for': { ...honest, freshness: unasked },
  'the checks were not recorded': { ...without('checks'), freshness: asking({ lines: least(1) }).freshness },
  'nobody knows what changed': { ...without('changes'), freshness: asking({ lines: least(1) }).freshness },
  'there is no patch': { ...without('patch'), freshness: asking({ changed: least(1) }).freshness },
};
