import { waivableRefusals, type GateFinding } from '#gates';

/** What to type to waive what refuses a run; null where something refuses it that cannot be waived. */
export const waiveLine = (run: string, gates: readonly GateFinding[]): string | null => {
  const [first] = waivableRefusals(gates) ?? [];
  return first === undefined ? null : `writ waive ${first.gate} --run ${run} --because "…" --until 1d`;
};

/** The gates that cannot be waived and refuse a run, where another one refuses it that could be; none where none could. */
export const beyondWaiving = (gates: readonly GateFinding[]): readonly string[] => {
  const refusing = gates.filter(({ outcome, waiver }) => outcome !== 'pass' && waiver === null);
  const beyond = refusing.filter((line) => waivableRefusals([line]) === null);
  return beyond.length < refusing.length ? beyond.map(({ gate }) => gate) : [];
};
