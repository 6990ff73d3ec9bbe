/**
 * The library: the flow as functions, and the pure parts that a program of one's own may want: contracts, signatures,
 * evidence, gates. What the command line does is built on exactly these.
 */
export * from '#contract';
export * from '#evidence';
export * from '#failure';
export * from '#flow';
export * from '#gates';
export * from '#signoff';
