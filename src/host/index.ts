/**
 * Host: this machine. Git, programs, the jail, files, keys, the clock, the person's settings.
 *
 * It touches the world and decides nothing: it does what it is told and says what happened, as named facts.
 * It is the only room that starts programs. Only run, landing, flow and the command line may use it.
 */
export { startBackground, startSpoken, type Background, type Spoken } from './background.ts';
export * from './base-history.ts';
export * from './bridge.ts';
export { formsOfKey } from './key-forms.ts';
export { carrying, carryMounts } from './carry.ts';
export * from './bubblewrap.ts';
export * from './checkouts.ts';
export * from './clock.ts';
export * from './file-stamp.ts';
export * from './files.ts';
export * from './folder-texts.ts';
export * from './free-space.ts';
export * from './git.ts';
export { giveBack, giveBackOver } from './give-back.ts';
export * from './history.ts';
export * from './hook-files.ts';
export * from './jail.ts';
export * from './login.ts';
export {
  JAIL_HOME,
  type JailEnd,
  type JailKind,
  type JailLook,
  type JailSpec,
  type LimitName,
  type Limits,
  type Mount,
} from './jail-spec.ts';
export * from './keys.ts';
export * from './listed-files.ts';
export * from './live-changes.ts';
export * from './process-identity.ts';
export { isThere } from './processes.ts';
export * from './mixed-trees.ts';
export * from './npm.ts';
export * from './pip.ts';
export * from './pnpm.ts';
export * from './objects.ts';
export { onlyInJail } from './only-in-jail.ts';
export * from './package-file.ts';
export * from './past-texts.ts';
export * from './person.ts';
export * from './programs.ts';
export * from './quarantine.ts';
export { runRedocly, type RedoclyCall, type RedoclyEnd } from './redocly.ts';
export * from './plain-files.ts';
export * from './removal.ts';
export * from './repository.ts';
export * from './checkout-back.ts';
export * from './seen-checkout.ts';
export * from './self-test.ts';
export * from './settings.ts';
export { parseSettingsText } from './settings-file.ts';
export * from './persons-files.ts';
export * from './settled-files.ts';
export * from './standing-places.ts';
export * from './tree-files.ts';
export * from './tree-repository.ts';
export { callShells, dismissShells, runByShell } from './standing-shell.ts';
export { landingRulesOf } from './landing-settings.ts';
export { callWarden } from './warden.ts';
export * from './work-tree.ts';
export * from './workspace-scan.ts';
export * from './written-index.ts';
