import type { Service } from './contract.ts';

/** What every id of a service looks like: it stands at the beginning of each line of its log. */
const SERVICE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const LAST_PORT = 65_535;

type Fault = { readonly field: string; readonly code: 'task.field' | 'task.duplicate-id'; readonly message: string; readonly remedy: string }; // prettier-ignore

const isCommand = ([program, ...words]: readonly string[]): boolean =>
  program !== undefined && program.trim() !== '' && ![program, ...words].some((word) => word.includes('\0'));

/** What services lack to be started; `field` begins with that of their check. */
export const faultsOfServices = (field: string, services: readonly Service[]): readonly Fault[] =>
  services.flatMap(({ id, run, ready, timeoutMs }, index): readonly Fault[] => {
    const at = `${field}.services.${index + 1}`;
    const isTwice = services.findIndex((other) => other.id.toLowerCase() === id.toLowerCase()) !== index;
    const faults: readonly (readonly [boolean, Fault])[] = [
      [!SERVICE_ID.test(id), { field: `${at}.id`, code: 'task.field', message: `“${id.slice(0, 80)}” is not an id of a service`, remedy: 'use letters, digits, “_” and “-”' }], // prettier-ignore
      [isTwice, { field: `${at}.id`, code: 'task.duplicate-id', message: `two services are called “${id.slice(0, 80)}”`, remedy: 'give each service of a check an id of its own' }], // prettier-ignore
      [!isCommand(run), { field: `${at}.run`, code: 'task.field', message: `service “${id.slice(0, 80)}” names no program`, remedy: 'run: [program, argument]' }], // prettier-ignore
      [ready.kind === 'tcp' ? ready.port > LAST_PORT || ready.port < 1 : !isCommand(ready.run), { field: `${at}.ready`, code: 'task.field', message: `service “${id.slice(0, 80)}” can never be seen to be ready`, remedy: 'ready: { tcp: 6379 }, or { run: [program, argument] }' }], // prettier-ignore
      [!(timeoutMs > 0), { field: `${at}.timeout`, code: 'task.field', message: `service “${id.slice(0, 80)}” has no time`, remedy: 'timeout: 30s' }], // prettier-ignore
    ];
    return faults.flatMap(([isWrong, fault]) => (isWrong ? [fault] : []));
  });
