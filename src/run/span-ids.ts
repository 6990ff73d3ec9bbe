import { sha256 } from '#contract';

/** The ids of a span as OpenTelemetry has them: one trace a run, and in it a span for each thing of its own name. */
export type SpanIds = { readonly traceId: string; readonly spanId: string };

/**
 * Ids that follow from what they are about, so that nothing random is in the evidence.
 *
 * @param name what is the span's alone within the run
 */
export const spanIds = (run: string, name: string): SpanIds => ({
  traceId: sha256(run).slice(0, 32),
  spanId: sha256(`${run} ${name}`).slice(0, 16),
});
