export { checkMessage, type MessageReport } from './check-message.ts';
export { installHooks, uninstallHooks, type HooksChange } from './hooks.ts';
export { recordRules, type Recorded } from './record-rules.ts';
export { rulesFailures, scanRules, type RulesReport, type ScanOrder } from './scan-rules.ts';
export { rulesOfCheckout } from './standing-rules.ts';
