import { existsSync } from 'node:fs';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { BRIDGE_PORT, bridgeMounts, openBridge, throughBridge, type Bridge, type Endpoint } from './bridge.ts';
import { runInJail } from './jail.ts';
import type { JailEnd, Mount } from './jail-spec.ts';
import { codesOf, textOf, valueOf } from './scratch.fixture.ts';

const opened: { close: () => void }[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const serve = async (listener: RequestListener): Promise<{ readonly server: Server; readonly url: string }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
};

const bridgeTo = async (url: string, credential: Endpoint['credential'] = null): Promise<Bridge> => {
  const bridge = valueOf(await openBridge({ url, credential }));
  opened.push(bridge);
  return bridge;
};

/** Sends bytes as they are and gives all that comes back. */
const raw = (socketPath: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(socketPath, () => socket.write(text));
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });

const echo = async () => {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  const { url } = await serve((incoming, answer) => {
    let body = '';
    incoming.on('data', (bytes) => (body += String(bytes)));
    incoming.on('end', () => {
      seen.push({ url: incoming.url, headers: incoming.headers, body });
      answer.end('reached');
    });
  });
  return { url, seen };
};

const get = (target: string, headers = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: elsewhere.example\r\n${headers}Connection: close\r\n\r\n`;

describe('only the origin is reached', () => {
  it.each([
    ['a path', '/v1/x?y=z', ['/v1/x?y=z']],
    ['an absolute URL', 'http://elsewhere.example/x', []],
    ['an absolute URL over TLS', 'https://elsewhere.example/x', []],
    ['a path with an authority', '//elsewhere.example/x', []],
    ['no path', '*', []],
    ['a path with an at sign', '/@elsewhere.example/', ['/@elsewhere.example/']],
    ['a path of high bytes', '/\u00ff\u00e9', []],
  ])('%s', async (_, target, reached) => {
    const { url, seen } = await echo();
    const bridge = await bridgeTo(url);
    const answer = await raw(bridge.socket, get(target));
    expect(seen.map((one) => one.url)).toEqual(reached);
    expect(answer.startsWith(reached.length > 0 ? 'HTTP/1.1 200' : 'HTTP/1.1 400')).toBe(true);
    expect(seen.every(({ headers }) => headers.host === new URL(url).host)).toBe(true);
  });

  it('no tunnel is opened, and the bridge stands afterwards', async () => {
    const { url, seen } = await echo();
    const bridge = await bridgeTo(url);
    expect(await raw(bridge.socket, 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    await raw(bridge.socket, 'no http at all\r\n\r\n');
    expect(await raw(bridge.socket, get('/again'))).toContain('reached');
    expect(seen.map((one) => one.url)).toEqual(['/again']);
  });

  it('an address of another kind is refused', async () => {
    expect(codesOf(await openBridge({ url: 'file:///etc/passwd', credential: null }))).toEqual(['config.invalid']);
    expect(codesOf(await openBridge({ url: 'nonsense', credential: null }))).toEqual(['config.invalid']);
  });
});

it('replaces the credential, whatever the agent sends and however it spells it', async () => {
  const { url, seen } = await echo();
  const bridge = await bridgeTo(url, { header: 'Authorization', value: 'Bearer real' });
  const sent =
    'AUTHORIZATION: Bearer stolen\r\nauthorization: Bearer other\r\nProxy-Authorization: x\r\nX-More: kept\r\n';
  await raw(bridge.socket, get('/', sent));
  expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer real', 'x-more': 'kept' });
  expect(JSON.stringify(seen)).not.toMatch(/stolen|other|proxy/u);
});

describe('a key that an endpoint sends back', () => {
  const KEY = 'sk-real-0123456789';
  const back = async (send: (key: string, answer: ServerResponse) => void, headers = '', method = 'GET') => {
    const asked: IncomingHttpHeaders[] = [];
    const { url } = await serve((incoming, answer) => {
      asked.push(incoming.headers);
      send(String(incoming.headers.authorization), answer);
    });
    const bridge = await bridgeTo(url, { header: 'authorization', value: `Bearer ${KEY}` });
    return { asked, answer: await raw(bridge.socket, get('/', headers).replace('GET', method)) };
  };

  it.each(['GET', 'TRACE', 'POST'])('is struck out of the body of an answer to %s', async (method) => {
    const { answer } = await back((key, to) => to.end(`you said ${key}.`), '', method);
    expect(answer).toContain(`you said Bearer ${'*'.repeat(KEY.length)}.`);
    expect(answer).not.toContain(KEY);
  });

  it.each([
    ['in base64', (key: string) => Buffer.from(`: ${key}`).toString('base64')],
    ['in hexadecimal digits', (key: string) => Buffer.from(key).toString('hex')],
  ])('is struck out %s', async (_, encode) => {
    const { answer } = await back((key, to) => to.end(`<${encode(key)}>`));
    expect(answer).toContain('***');
    const [, held = ''] = /<(.*)>/u.exec(answer) ?? [];
    for (const encoding of ['base64', 'hex'] as const)
      expect(Buffer.from(held.replaceAll('*', ''), encoding).includes(KEY.slice(4))).toBe(false);
  });

  it('is struck out where it comes in pieces, byte by byte', async () => {
    const { answer } = await back((key, to) => {
      const bytes = [...`${key}${key} and sk-real-01234 is none`];
      const next = (): void => {
        const byte = bytes.shift();
        if (byte === undefined) to.end();
        else to.write(byte, () => setImmediate(next));
      };
      next();
    });
    const body = answer.replaceAll(/\r\n[0-9a-f]+\r\n|\r\n/gu, '');
    expect(body).toContain(
      `Bearer ${'*'.repeat(KEY.length)}Bearer ${'*'.repeat(KEY.length)} and sk-real-01234 is none`,
    );
  });

  it('is struck out of headers, of which there may be several', async () => {
    const { answer } = await back((key, to) => to.writeHead(200, { 'x-was': key, 'set-cookie': ['a=1', key] }).end());
    expect(answer).not.toContain(KEY);
    expect(answer).toContain('set-cookie: a=1');
  });

  it('is not asked for in a coding, or in parts; and nothing is handed on that came in a coding', async () => {
    const wants = 'Accept-Encoding: gzip\r\nRange: bytes=0-9\r\nIf-Range: x\r\n';
    const { asked, answer } = await back((key, to) => {
      to.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(key));
    }, wants);
    expect(asked).toEqual([expect.not.objectContaining({ range: expect.anything(), 'if-range': expect.anything() })]);
    expect(asked[0]?.['accept-encoding']).toBe('identity');
    expect(answer).toMatch(/^HTTP\/1\.1 502 /u);
  });

  it('leaves what an endpoint without a key answers as it is', async () => {
    const { url } = await serve((_, to) => to.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('text')));
    const bridge = await bridgeTo(url);
    expect(await raw(bridge.socket, get('/', 'Accept-Encoding: gzip\r\n'))).toMatch(/^HTTP\/1\.1 200 /u);
  });
});

it('sends a body on whole, in pieces too', async () => {
  const { url, seen } = await echo();
  const bridge = await bridgeTo(url);
  await raw(
    bridge.socket,
    'POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
  );
  await raw(bridge.socket, 'POST /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nxyz');
  expect(seen.map(({ body }) => body)).toEqual(['abcde', 'xyz']);
  expect(bridge.requests()).toBe(2);
});

it('hands events on as they come, before the end', async () => {
  let finish: () => void = () => {};
  const { url } = await serve((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write('data: first\n\n');
    finish = () => answer.end('data: last\n\n');
  });
  const bridge = await bridgeTo(url, { header: 'authorization', value: 'Bearer data-real-0123' });
  const chunks: string[] = [];
  await new Promise<void>((resolve) => {
    request({ socketPath: bridge.socket, path: '/' }, (answer) => {
      answer.on('data', (bytes) => {
        chunks.push(String(bytes));
        // Only now: had the first event waited for the end, there would be no second one.
        finish();
      });
      answer.on('end', resolve);
    }).end();
  });
  expect(chunks).toEqual(['data: first\n\n', 'data: last\n\n']);
});

it('answers 502 where the origin is dead, and breaks off where it breaks off', async () => {
  const dead = await bridgeTo('http://127.0.0.1:1');
  expect(await raw(dead.socket, get('/'))).toMatch(/^HTTP\/1\.1 502 /u);
  const { url } = await serve((_, answer) => {
    answer.writeHead(200, { 'content-length': '100' });
    answer.write('half');
    setTimeout(() => answer.destroy(), 20);
  });
  const broken = await bridgeTo(url);
  expect(await raw(broken.socket, get('/'))).toContain('half');
});

it('leaves no socket, no folder and no connection when it is closed', async () => {
  const { server, url } = await serve((_, answer) => void answer.write('never ends'));
  const bridge = await bridgeTo(url);
  const pending = raw(bridge.socket, get('/'));
  while (bridge.requests() === 0) await sleep(5);
  await sleep(30);
  bridge.close();
  expect(await pending).not.toContain('0\r\n\r\n');
  expect(existsSync(dirname(bridge.socket))).toBe(false);
  const connections = (): Promise<number> => new Promise((resolve) => server.getConnections((_, n) => resolve(n)));
  for (const until = Date.now() + 60_000; (await connections()) > 0 && Date.now() < until;) await sleep(5);
  expect(await connections()).toBe(0);
});

/** Nothing that could be started lies at the place of Perl then. */
const WITHOUT_PERL: readonly Mount[] = [{ kind: 'file', to: '/usr/bin/perl', text: '' }];

describe.each([
  ['by Perl', []],
  ['by Node, where there is no Perl', WITHOUT_PERL],
])('%s', (_, more) => {
  const from = async (bridge: Bridge, script: string): Promise<JailEnd> =>
    valueOf(
      await runInJail({
        argv: throughBridge('/writ/node', ['/writ/node', '/writ/ask.mjs']),
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', SECRET: 'none', PORT: String(BRIDGE_PORT) },
        mounts: [
          { kind: 'read-only', from: process.execPath, to: '/writ/node' },
          { kind: 'file', to: '/writ/ask.mjs', text: script },
          ...bridgeMounts(bridge),
          ...more,
        ],
        limits: { timeMs: 60_000, processes: 64, diskBytes: 1e8, outputBytes: 1e8, memoryBytes: 1e9 },
        proc: true,
      }),
    );

  it('reaches the origin, and nothing else, from inside the jail', async () => {
    const { url, seen } = await echo();
    const bridge = await bridgeTo(url, { header: 'authorization', value: 'Bearer real' });
    const end = await from(
      bridge,
      `const ask = (url) => fetch(url).then((r) => r.text(), (e) => 'refused ' + (e.cause?.code ?? e));
       console.log(await ask('http://127.0.0.1:' + process.env.PORT + '/v1/x'));
       console.log(await ask('http://127.0.0.1:${new URL(url).port}/direct'));
       const { readFileSync } = await import('node:fs');
       console.log(readFileSync('/proc/' + process.ppid + '/cmdline', 'latin1').split('\\0')[1]);
       process.exitCode = 7;`,
    );
    const program = more.length === 0 && existsSync('/usr/bin/perl') ? '/writ/carry.pl' : '/writ/bridge.mjs';
    expect([textOf(end.stdout), end.exitCode]).toEqual([`reached\nrefused ECONNREFUSED\n${program}\n`, 7]);
    expect(seen.map((one) => [one.url, one.headers.authorization])).toEqual([['/v1/x', 'Bearer real']]);
  });

  it('hands on much, both ways and side by side, whole and to who reads slowly', async () => {
    const { url } = await serve((incoming, answer) => void incoming.pipe(answer));
    const end = await from(
      await bridgeTo(url),
      `import { createHash, randomBytes } from 'node:crypto';
       import { setTimeout as sleep } from 'node:timers/promises';
       const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
       const one = async (n) => {
         const sent = randomBytes(n * 1_000_000);
         const answer = await fetch('http://127.0.0.1:' + process.env.PORT, { method: 'POST', body: sent });
         await sleep(50);
         return digest(sent) === digest(Buffer.from(await answer.arrayBuffer()));
       };
       console.log((await Promise.all([1, 2, 3, 4, 5, 6].map(one))).join(' '));`,
    );
    expect([textOf(end.stderr), textOf(end.stdout)]).toEqual(['', 'true true true true true true\n']);
  });

  it('says that it breaks off where the origin does, and goes on', async () => {
    const { url } = await serve((incoming, answer) => {
      if (incoming.url !== '/broken') return void answer.end('whole');
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('half', () => answer.destroy());
    });
    const end = await from(
      await bridgeTo(url),
      `const ask = (path) => fetch('http://127.0.0.1:' + process.env.PORT + path).then((r) => r.text()).catch(() => 'broken off');
       console.log(await ask('/broken'), await ask('/'));`,
    );
    expect(textOf(end.stdout)).toBe('broken off whole\n');
  });

  it('ends as the agent does, with nobody left', async () => {
    const { url } = await echo();
    const bridge = await bridgeTo(url);
    const killed = await from(bridge, `process.kill(process.pid, 'SIGKILL')`);
    expect([killed.exitCode, killed.survivors]).toEqual([137, 0]);
  });
});
