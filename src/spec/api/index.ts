/** What descriptions of APIs have to say, what changes between two of them, and what was seen of them on the wire. */
export { conformanceOf, tooSlow, type Conformance, type Mismatch, type SeenOperation } from './conformance.ts';
export { limitsOf, type TimeLimits } from './percentiles.ts';
export { isBreaking, ratedChanges, type ApiChange, type ChangeImpact } from './changes.ts';
export { isDescriptionFile, readApiFile, type Description } from './description.ts';
export type { ApiFinding, PlacedFinding } from './finding.ts';
export { ownFindings, placed } from './lint.ts';
export { spotsOf, type Spot } from './place.ts';
export { withoutForeignData } from './references.ts';
export { changesOfRedocly, findingsOfRedocly, redoclyConfig } from './redocly.ts';
export {
  API_SETTINGS_FILE,
  apiSettingsSchema,
  OPERATION_RULES,
  isOperationRule,
  type ApiSettings,
} from './settings.ts';
export { readExchanges, type Exchange, type ExchangeFault } from './exchanges.ts';
export { readDescriptionBy, type ReadText } from './read-description.ts';
