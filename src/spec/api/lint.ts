import { conventionsBroken } from './conventions.ts';
import type { Description } from './description.ts';
import { findingOf, type ApiFinding, type PlacedFinding, type Remark } from './finding.ts';
import { operationRulesBroken } from './operation-rules.ts';
import { spotsOf } from './place.ts';
import type { ApiSettings, Level } from './settings.ts';

/** What our own rules find in a description: what every operation has to say, and the conventions of the repository. */
export const ownFindings = (
  { file, kind, files, version }: Description,
  { rules = {}, conventions = {} }: ApiSettings,
): readonly ApiFinding[] => {
  const levels: Readonly<Record<string, Level>> = rules;
  const remarks: readonly Remark[] = version.startsWith('swagger')
    ? [{ rule: 'struct', place: { file, path: ['swagger'] }, says: 'Swagger 2.0 is not held to what operations have to say; describe it in OpenAPI 3' }]
    : [...operationRulesBroken(files, file, kind), ...conventionsBroken(files, file, kind, conventions)];
  return remarks.flatMap((one) => findingOf(one, levels) ?? []);
}; // prettier-ignore

/** Findings with where they stand, in the order of the files and lines; the same one is told once. */
export const placed = (findings: readonly ApiFinding[], texts: ReadonlyMap<string, string>): readonly PlacedFinding[] =>
  [...Map.groupBy(new Map(findings.map((one) => [JSON.stringify(one), one])).values(), ({ file }) => file)].flatMap(
    ([file, some]) => {
      const spots = spotsOf(file, texts.get(file) ?? '', some.map(({ pointer }) => pointer)); // prettier-ignore
      return some
        .map((one, index) => ({ ...one, ...(spots[index] ?? { line: 1, column: 1, text: '' }) }))
        .toSorted((one, other) => one.line - other.line || one.column - other.column);
    },
  );
