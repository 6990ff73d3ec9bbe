import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { lookUpProgram, runProgram, type Mount } from '#host';
import { inSystem, isPrivate, type Tool } from './tools.ts';

/** A Go as the jail sees it, with the modules that the person has downloaded. */
export type Go = Tool & { readonly env: Readonly<Record<string, string>> };

const Told = z.object({ GOROOT: z.string().min(1), GOMODCACHE: z.string() });
const ASK_TIMEOUT_MS = 60_000;

const toldBy = (text: string): z.infer<typeof Told> | null => {
  try {
    return Told.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** Finds Go on the person's PATH and asks it where it and the downloaded modules lie. */
export const goFor = async (root: string): Promise<Result<Go>> => {
  const path = lookUpProgram('go');
  if (path === null || path.startsWith(`${root}/`))
    return fail(
      'machine.program',
      path === null ? "go is not on this machine's PATH" : `go would be taken from inside the repository: ${path}`,
      {
        // prettier-ignore
        remedy: 'install Go, or name another program in the contract',
      },
    );
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const argv = [path, 'env', '-json', 'GOROOT', 'GOMODCACHE'] as const;
  const end = await runProgram({ argv: [...argv], cwd: root, env: { PATH, HOME }, timeoutMs: ASK_TIMEOUT_MS });
  const told = toldBy(new TextDecoder().decode(end.stdout));
  if (told === null)
    return fail('machine.program', `${path} does not work as Go: ${new TextDecoder().decode(end.stderr).trim().slice(-300)}`); // prettier-ignore
  const { GOROOT, GOMODCACHE } = told;
  const own = join(GOROOT, 'bin', 'go');
  const program = existsSync(own) ? own : realpathSync(path);
  const places = [GOROOT, GOMODCACHE].filter((place) => place !== '' && existsSync(place));
  return ok({
    program,
    folder: dirname(program),
    mounts: places
      .filter((place) => !inSystem(place) && !isPrivate(place))
      .map((place): Mount => ({ kind: 'read-only', from: place, to: place })),
    env: existsSync(GOMODCACHE) ? { GOMODCACHE } : {},
  });
};
