import { XMLBuilder } from 'fast-xml-parser';
import { visibleLine } from '#contract';
import type { Reported } from './sarif.ts';

/** Rules that looked at nothing, and why. */
type Idle = { readonly idle: readonly { readonly rule: string; readonly because: string }[] };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
});

/**
 * JUnit XML: a test case for each rule that is on, which fails with each place, or has an error where it could not run.
 * One that looked at nothing is skipped: it has found nothing, and has not passed.
 */
export const asJUnit = ({ rules, findings, errors, idle }: Reported & Idle): string => {
  const on = rules.filter((rule) => rule.on);
  const cases = on.map(({ id, says }) => {
    const broken = findings.filter(({ rule }) => rule === id);
    const stopped = errors.filter(({ rule }) => rule === id);
    const unused = broken.length + stopped.length > 0 ? undefined : idle.find(({ rule }) => rule === id);
    return {
      '@name': visibleLine(`${id} ${says}`),
      '@classname': 'writ.rules',
      ...(broken.length > 0 && {
        failure: {
          '@message': `${broken.length} ${broken.length === 1 ? 'place' : 'places'}`,
          '#text': broken.map((one) => visibleLine(`${one.path}:${one.line}:${one.column}: ${one.says}`)).join('\n'),
        },
      }),
      ...(stopped.length > 0 && { error: { '@message': visibleLine(stopped.map(({ says: why }) => why).join('; ')) } }),
      ...(unused !== undefined && { skipped: { '@message': visibleLine(unused.because) } }),
    };
  });
  const [failures, stops] = [
    cases.filter((one) => 'failure' in one).length,
    cases.filter((one) => 'error' in one).length,
  ];
  const suite = {
    '@name': 'writ rules scan',
    '@tests': cases.length,
    '@failures': failures,
    '@errors': stops,
    '@skipped': cases.filter((one) => 'skipped' in one).length,
    testcase: cases,
  };
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites: { testsuite: suite } });
};
