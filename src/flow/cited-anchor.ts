import { fail, ok, type Failure, type Result } from '#failure';
import type { Anchor, Specs } from '#spec';

/** The anchor that a citation means, or why it means none. */
export const citedAnchor = (specs: Specs, cite: string, where?: Failure['where']): Result<Anchor> => {
  const found = specs.resolve(cite);
  if (!found.ok) return found;
  const at = where === undefined ? {} : { where };
  switch (found.value.kind) {
    case 'found':
      return ok(found.value.anchor);
    case 'changed':
      return fail('citation.changed', `${cite}: ${found.value.says}`, { ...at, remedy: `writ spec show ${found.value.anchor.cite}` });
    case 'ambiguous':
      return fail('citation.ambiguous', `${cite} is in ${found.value.candidates.map(({ file, line }) => `${file}:${line}`).join(' and ')}`, at);
    case 'unknown': {
      const [near] = found.value.near;
      const remedy = near === undefined ? {} : { remedy: `writ spec show '${near}'` };
      return fail('citation.unknown', `no spec here has ${cite}${near === undefined ? '' : `; did you mean ${found.value.near.join(', ')}?`}`, { ...at, ...remedy });
    }
  }
}; // prettier-ignore
