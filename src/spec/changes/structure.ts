import { remembered } from './remembered.ts';
import { masked, nextLine, unixEnds } from './markdown.ts';
import { nameOf, SECTION } from './requirements.ts';

/** What makes a spec say another thing to one reader than to the next. */
export type StructureFault = {
  readonly rule: 'spec.delta-header' | 'spec.outside' | 'spec.duplicate';
  readonly line: number;
  readonly says: string;
};

const DELTA = /^##\s+(?:ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements\s*$/iu;
/** Unlike in a delta, a space must stand after the marks. */
const REQUIREMENT = /^###\s+Requirement:\s*(.+)$/isu;

/** Reads what of a spec no archive may build upon: sections of deltas, requirements outside their section or there twice. */
export const structureFaults = remembered((content): readonly StructureFault[] => {
  const text = masked(unixEnds(content).split('\n'));
  const start = nextLine(text, 0, /^##\s+Requirements\s*$/iu);
  const end = nextLine(text, start + 1, SECTION);
  const known = new Map<string, number>();
  return text.lines.flatMap((line, at): StructureFault[] => {
    if (text.fenced[at]) return [];
    const header = line.trim();
    if (DELTA.test(line))
      return [{ rule: 'spec.delta-header', line: at + 1, says: `${header} is for deltas of a change; a spec ends there for every reader` }];
    const written = REQUIREMENT.exec(line)?.[1];
    if (written === undefined) return [];
    if (at < start || at >= end)
      return [{ rule: 'spec.outside', line: at + 1, says: `“${nameOf(written)}” stands outside ## Requirements, where nobody reads it` }];
    const before = known.get(nameOf(written));
    if (before === undefined) known.set(nameOf(written), at + 1);
    return before === undefined ? [] : [{ rule: 'spec.duplicate', line: at + 1, says: `“${nameOf(written)}” is there twice: line ${before} has it, too` }];
  });
}); // prettier-ignore
