/** Put in by the build: the version, and a digest over the sources that judge. */
declare const WRIT_JUDGE: string | undefined;

/**
 * Which program judges here. It stands in every verdict: other words for the same decision are no contradiction where
 * another program chose them, and are one where it was this (decision 053). What runs from its sources says just that.
 */
export const JUDGED_BY: string = typeof WRIT_JUDGE === 'string' ? WRIT_JUDGE : 'source';
