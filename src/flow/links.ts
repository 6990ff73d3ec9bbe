import { join } from 'node:path';
import { kindOf } from '#host';

/**
 * The first link on the way to a path of a checkout, the path itself included; null where there is none. What lies
 * behind one is not what the repository holds, and may be anybody's.
 */
export const linkOnTheWay = (root: string, path: string): string | null => {
  const parts = path.split('/');
  const ways = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  return ways.find((one) => kindOf(join(root, one)) === 'link') ?? null;
};
