/** What an error says; the answer of an agent says what it is in its data, if at all. */
export const sayOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const data = 'data' in error && error.data !== undefined ? ` ${JSON.stringify(error.data)}` : '';
  return `${error.message}${data}`.slice(0, 1000);
};
