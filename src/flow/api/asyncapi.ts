import { Parser } from '@asyncapi/parser';
import type { ApiFinding, Description } from '#spec';

/** The severity of what is wrong, as the parser has it. What it merely recommends is none of ours. */
const ERROR = 0;
const ROOT = '/description/';

const pathIn = (uri: { readonly path: () => string }): string => decodeURIComponent(uri.path()).slice(ROOT.length);

/**
 * What the parser of the AsyncAPI Initiative finds wrong with a description. It is handed the files, and can fetch
 * nothing: what is not among them is empty.
 */
export const findingsOfAsyncApi = async ({ file, files, texts }: Description): Promise<readonly ApiFinding[]> => {
  const read = (uri: { readonly path: () => string }): string => JSON.stringify(files.get(pathIn(uri)) ?? {});
  const resolvers = ['file', 'http', 'https'].map((schema) => ({ schema, order: 1, canRead: true, read }));
  const parser = new Parser({ __unstable: { resolver: { resolvers, cache: false } } });
  const source = `${ROOT}${file}`;
  const diagnostics = await parser.validate(JSON.stringify(files.get(file)), { source });
  return diagnostics
    .filter(({ severity }) => severity === ERROR)
    .map(({ code, message, path, source: from }) => {
      const other = from?.startsWith(ROOT) === true ? from.slice(ROOT.length) : file;
      const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      return {
        ...{ rule: String(code), level: 'error' as const, file: texts.has(other) ? other : file },
        ...{ pointer, says: message },
      };
    });
};
