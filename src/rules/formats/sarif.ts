import type { Finding, Rule, RuleError } from '../rule.ts';

/** What a report is made from. */
export type Reported = {
  readonly rules: readonly Pick<Rule, 'id' | 'says' | 'why' | 'on'>[];
  readonly findings: readonly Pick<Finding, 'rule' | 'says' | 'path' | 'line' | 'column'>[];
  readonly errors: readonly RuleError[];
};

/** A path as the reference of a URI: what is not plain is escaped, name by name. */
const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** SARIF 2.1.0, as code hosts and editors read it. A rule that could not run is a notification, and the run did not succeed. */
export const asSarif = ({ rules, findings, errors }: Reported) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'writ',
          rules: rules.map(({ id, says, why }) => ({
            id,
            shortDescription: { text: says },
            fullDescription: { text: why },
            defaultConfiguration: { level: 'error' },
          })),
        },
      },
      invocations: [
        {
          executionSuccessful: errors.length === 0,
          toolExecutionNotifications: errors.map(({ rule, says }) => ({
            level: 'error',
            descriptor: { id: rule },
            message: { text: says },
          })),
        },
      ],
      columnKind: 'utf16CodeUnits',
      results: findings.map(({ rule, says, path, line, column }) => ({
        ruleId: rule,
        level: 'error',
        message: { text: says },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(path) },
              region: { startLine: line, startColumn: column },
            },
          },
        ],
      })),
    },
  ],
});
