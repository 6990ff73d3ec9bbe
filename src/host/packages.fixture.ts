/** Packages for tests: archives of a few bytes that lie in the tree itself, so that no network is needed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An archive as npm packs it, of a package whose one program would leave a file behind when it is installed. */
export const packageArchive = (name: string, index: string, scripts: Record<string, string> = {}): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-package-'));
  try {
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ name, version: '1.0.0', scripts }));
    writeFileSync(join(folder, 'package/index.js'), index);
    execFileSync('tar', ['-czf', 'archive.tgz', 'package'], { cwd: folder });
    return readFileSync(join(folder, 'archive.tgz'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const MANIFEST = { name: 'months', version: '1.0.0', dependencies: { calendar: 'file:calendar.tgz' } };

/** A repository's manifest, lockfile and archive of `calendar`; `change` changes what the lockfile says of it. */
export const lockedFiles = (
  archive: Uint8Array,
  change: object = {},
): Readonly<Record<string, string | Uint8Array>> => {
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const entry = { version: '1.0.0', resolved: 'file:calendar.tgz', integrity, ...change };
  return {
    'package.json': JSON.stringify(MANIFEST),
    'package-lock.json': JSON.stringify({
      ...{ name: 'months', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': MANIFEST, 'node_modules/calendar': entry },
    }),
    'calendar.tgz': archive,
  };
};

/**
 * Two servers on this machine, and what was asked of them: whom the base names, and whom only the result does.
 *
 * @param archive what both give for every address; absent: they have nothing
 */
export const servers = async (archive?: Uint8Array) => {
  const asked = { base: 0, result: 0 };
  const open = async (who: keyof typeof asked) => {
    const server = createServer((_, answer) => {
      asked[who] += 1;
      answer.writeHead(archive === undefined ? 404 : 200).end(archive);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`, close: () => server.close() };
  };
  const [base, result] = [await open('base'), await open('result')];
  const close = (): void => [base, result].forEach((one) => void one.close());
  return { asked, base: base.url, result: result.url, close };
}; // prettier-ignore
