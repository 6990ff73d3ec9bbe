/**
 * The digest of a place in a description is that of what it means: each change that means something else makes another
 * one, and each that does not, wherever it stands, makes none.
 */
import { describe, expect, test } from 'vitest';
import { readSpecTexts } from '../specs.ts';

type Files = Readonly<Record<string, string>>;
const specsOf = (files: Files) =>
  readSpecTexts(new Map(Object.entries(files).map(([path, text]) => [path, { path, text }])));
const anchorOf = (files: Files, cite: string) => {
  const resolved = specsOf(files).resolve(cite);
  return resolved.ok && resolved.value.kind === 'found' ? resolved.value.anchor : null;
};
const digestOf = (files: Files, cite: string): string => {
  const digest = anchorOf(files, cite)?.digest ?? '';
  expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  return digest;
};
type Edit = readonly [says: string, of: string, to: string];
/** Files with one edit, which has to be in exactly one place of them. */
const edited = (files: Files, [, of, to]: Edit): Files => {
  expect(Object.values(files).flatMap((text) => text.split(of).slice(1)).length).toBe(1);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(of, () => to)]));
};
/** Each unedited set of files is read once. */
const before = new Map<string, string>();
const digestBefore = (files: Files, cite: string): string => {
  const digest = before.get(cite + JSON.stringify(files)) ?? digestOf(files, cite);
  before.set(cite + JSON.stringify(files), digest);
  return digest;
};
const cases = (files: Files, cite: string, edits: { readonly other: readonly Edit[]; readonly same: readonly Edit[] }) => {
  test.each(edits.other)(`${cite} means something else: %s`, (...edit) =>
    expect(digestOf(edited(files, edit), cite)).not.toBe(digestBefore(files, cite)));
  test.each(edits.same)(`${cite} means the same: %s`, (...edit) =>
    expect(digestOf(edited(files, edit), cite)).toBe(digestBefore(files, cite)));
}; // prettier-ignore

const API = `openapi: 3.1.0
info: { title: A, version: '1' }
servers: [{ url: 'https://all' }]
security: [{ token: [] }]
paths:
  /users/{id}:
    summary: One user
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: q, in: query, schema: { type: string } }
      - $ref: '#/components/parameters/Trace'
    get:
      summary: Read
      parameters: [{ name: q, in: query, schema: { type: integer } }]
      responses: { '200': { $ref: '#/components/responses/User' } }
    post:
      security: [{ basic: [] }]
      servers: [{ url: 'https://own' }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Node' }, example: { $ref: nowhere } } } }
      responses: { '204': { description: fine } }
    put:
      security: []
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
webhooks:
  told:
    post: { responses: { '204': { description: heard } } }
components:
  # who asks
  securitySchemes:
    token: { type: http, scheme: bearer }
    basic: { type: http, scheme: basic }
    unused: { type: apiKey, in: header, name: unused }
  parameters:
    Trace: { name: trace, in: header, schema: { $ref: '#/components/schemas/TraceId' } }
  responses:
    User: { description: one, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
  schemas:
    TraceId: { type: string, minLength: 8 }
    User: { type: object, required: [name], properties: { name: { type: string, maxLength: 10 } } }
    Node: { type: object, properties: { next: { $ref: '#/components/schemas/Node' }, leaf: { $ref: '#/components/schemas/Leaf' } } }
    Leaf: { type: object, properties: { root: { $ref: '#/components/schemas/Node' }, weight: { type: number } } }
    Pet: { type: object, discriminator: { propertyName: kind, mapping: { d: Dog, c: '#/components/schemas/Cat' } } }
    Dog: { type: object, properties: { bark: { type: string } } }
    Cat: { type: object, properties: { meow: { type: string } } }
    Fish: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { swim: { type: string } } }] }
    Unused: { type: object, properties: { unused1: { type: string } } }
`;
const FILES = { 'openapi.yaml': API };
const at = (method: string, path = 'users~1{id}'): string => `openapi:openapi.yaml#/paths/~1${path}/${method}`;

describe('an operation of OpenAPI', () => {
  cases(FILES, at('get'), {
    other: [
      ['its own text', 'summary: Read', 'summary: Write'],
      ['a response it refers to', 'description: one', 'description: two'],
      ['a schema that one refers to', 'maxLength: 10', 'maxLength: 11'],
      ['a parameter of its path', 'name: id, in: path', 'name: uid, in: path'],
      ['what a parameter of its path refers to', 'minLength: 8', 'minLength: 9'],
      ['what is said of its path', 'One user', 'A user'],
      ['the servers of all', 'https://all', 'https://any'],
      ['the security of all', 'security: [{ token: [] }]', 'security: [{ token: [] }, {}]'],
      ['the scheme that names', 'scheme: bearer', 'scheme: digest'],
      ['that scheme is gone', 'token: { type', 'tokens: { type'],
      ['the language', 'openapi: 3.1.0', 'openapi: 3.0.0'],
      ['the dialect of its schemas', 'openapi: 3.1.0', 'openapi: 3.1.0\njsonSchemaDialect: other'],
    ],
    same: [
      ['a comment', '# who asks', '# who knows'],
      ['another operation', "'https://own'", "'https://mine'"],
      ['a scheme of others', 'scheme: basic', 'scheme: hoba'],
      ['a parameter it says itself', 'in: query, schema: { type: string }', 'in: query, schema: { type: boolean }'],
      ['what nothing refers to', 'unused1:', 'unused2:'],
      ['the name of what nothing refers to', 'Unused: {', 'Other: {'],
      ['the name of a scheme of nobody', 'unused: { type: apiKey', 'other: { type: apiKey'],
      ['the title of all', 'title: A', 'title: B'],
      ['a patch of the language', 'openapi: 3.1.0', 'openapi: 3.1.1'],
      ['the order of keys', 'type: http, scheme: bearer', 'scheme: bearer, type: http'],
      ['the order of keys in what it refers to', 'required: [name], properties: { name: { type: string, maxLength: 10 } }', 'properties: { name: { maxLength: 10, type: string } }, required: [name]'],
      ['another path', 'webhooks:', '  /more: { get: { responses: { default: { description: x } } } }\nwebhooks:'],
    ],
  });
  cases(FILES, at('post'), {
    other: [
      ['its own servers', 'https://own', 'https://other'],
      ['its own scheme', 'scheme: basic', 'scheme: hoba'],
      ['what a circle goes through', 'weight: { type: number }', 'weight: { type: integer }'],
      ['what an example says, though it looks like a reference', '$ref: nowhere', '$ref: anywhere'],
    ],
    same: [
      ['the servers of all', 'https://all', 'https://any'],
      ['the security of all', 'security: [{ token: [] }]', 'security: [{ token: [x] }]'],
      ['the scheme of all', 'scheme: bearer', 'scheme: digest'],
    ],
  });
  cases(FILES, at('put'), {
    other: [
      ['what a discriminator names', 'bark: { type: string }', 'bark: { type: number }'],
      ['what a discriminator refers to', 'meow: { type: string }', 'meow: { type: number }'],
      ['what is made of a schema with a discriminator', 'swim: { type: string }', 'swim: { type: number }'],
      ['the servers of all', 'https://all', 'https://any'],
    ],
    same: [
      ['the security of all, where it demands none', 'security: [{ token: [] }]', 'security: []'],
      ['a schema of others', 'maxLength: 10', 'maxLength: 11'],
    ],
  });
  cases(FILES, 'openapi:openapi.yaml#/webhooks/told/post', {
    other: [['the security of all', 'security: [{ token: [] }]', 'security: []']],
    same: [['servers, which are not those of whoever is told', 'https://all', 'https://any']],
  });
  cases(FILES, 'openapi:openapi.yaml#/components/schemas/Leaf', {
    other: [['what refers back to it', 'next: {', 'after: {']],
    same: [['the security of all', 'security: [{ token: [] }]', 'security: []']],
  });
  cases(FILES, 'openapi:openapi.yaml#/paths/~1users~1{id}/get/responses', {
    other: [['what it refers to', 'maxLength: 10', 'maxLength: 11']],
    same: [['what stands around it', 'summary: Read', 'summary: Write']],
  });
}); // prettier-ignore

describe('Swagger 2', () => {
  const text = `swagger: '2.0'\nhost: a.example\nsecurity: [{ key: [] }]\npaths:\n  /a: { get: { produces: [x/y], responses: { 200: { schema: { $ref: '#/definitions/A' } } } } }\nproduces: [a/b]\nsecurityDefinitions: { key: { type: apiKey, name: k1 } }\ndefinitions: { A: { type: string } }\n`;
  cases({ 'swagger.yaml': text }, 'openapi:swagger.yaml#/paths/~1a/get', {
    other: [
      ['the host', 'a.example', 'b.example'],
      ['the scheme', 'k1', 'k2'],
      ['a definition', 'A: { type: string }', 'A: { type: number }'],
    ],
    same: [['what it says itself', '[a/b]', '[c/d]']],
  });
});

describe('a description of several files', () => {
  const files = {
    'api/openapi.yaml': `openapi: 3.0.0\nservers: [{ url: 'https://all' }]\npaths:\n  /users: { $ref: 'paths/users.yaml' }\n  /other: { $ref: 'paths/more.json#/other' }\n`,
    'api/paths/users.yaml': `summary: users\nget:\n  responses: { '200': { content: { a/b: { schema: { $ref: '../schemas/user.yaml#/User' } } } } }\npost: { summary: make }\n`,
    'api/schemas/user.yaml': `# people\nUser: { properties: { boss: { $ref: '#/User' }, card: { $ref: 'card.json' } } }\nUnused: { type: string }\n`,
    'api/schemas/card.json': '{ "type": "string", "maxLength": 16 }',
    'api/paths/more.json': '{ "other": { "get": { "summary": "more" } } }',
  };
  const get = 'openapi:api/openapi.yaml#/paths/~1users/get';
  cases(files, get, {
    other: [
      ['a file it refers to in two steps', 'maxLength": 16', 'maxLength": 19'],
      ['what is said of its path there', 'summary: users', 'summary: people'],
      ['the servers of all, which are elsewhere', 'https://all', 'https://any'],
    ],
    same: [
      ['another operation of that file', 'summary: make', 'summary: give'],
      ['what nothing refers to in a file', 'Unused: { type: string }', 'Unused: { type: number }'],
      ['a comment in a file', '# people', '# persons'],
      ['the order of keys in a file', '"type": "string", "maxLength": 16', '"maxLength": 16, "type": "string"'],
      ['another path', '"more"', '"less"'],
    ],
  });
  test('its operations stand where they are written', () => {
    expect(anchorOf(files, get)).toMatchObject({ file: 'api/paths/users.yaml', line: 2, binding: true });
    expect(anchorOf(files, `${get}/responses/200`)).toMatchObject({ file: 'api/paths/users.yaml' });
    expect(specsOf(files).files).toEqual(expect.arrayContaining(Object.keys(files)));
    expect(specsOf(files).faults).toEqual([]);
  });
  test('two descriptions of one broken file tell of it once', () => {
    const two = { ...files, 'api/openapi-2.yaml': files['api/openapi.yaml'], 'api/schemas/card.json': '{ "a": }' };
    expect(specsOf(two).faults.filter(({ file }) => file === 'api/schemas/card.json')).toMatchObject([{ line: 1, says: 'it is not JSON' }]);
  });
}); // prettier-ignore

describe('AsyncAPI 2', () => {
  const text = `asyncapi: 2.6.0\ndefaultContentType: a/b\nservers:\n  one: { url: one1, security: [{ s: [] }] }\n  two: { url: two1 }\nchannels:\n  a: { servers: [one], publish: { message: { $ref: '#/components/messages/M' }, traits: [{ $ref: '#/components/operationTraits/T' }] } }\n  b: { subscribe: { security: [{ t: [] }], message: { payload: {} } } }\ncomponents:\n  securitySchemes: { s: { type: plain }, t: { type: gssapi } }\n  messages: { M: { payload: { $ref: '#/components/schemas/P' } } }\n  operationTraits: { T: { summary: t1 } }\n  schemas: { P: { type: string } }\n`;
  const files = { 'asyncapi.yaml': text };
  cases(files, 'asyncapi:asyncapi.yaml#/channels/a', {
    other: [
      ['a payload far away', 'P: { type: string }', 'P: { type: number }'],
      ['a trait', 't1', 't2'],
      ['its server', 'one1', 'one2'],
      ['the security of its server', 'type: plain', 'type: scramSha256'],
      ['the content of all messages', 'a/b', 'c/d'],
    ],
    same: [
      ['a server it is not on', 'two1', 'two2'],
      ['a scheme of others', 'gssapi', 'x509'],
    ],
  });
  cases(files, 'asyncapi:asyncapi.yaml#/channels/b', {
    other: [
      ['any server, where it names none', 'two1', 'two2'],
      ['its scheme', 'gssapi', 'x509'],
    ],
    same: [['another payload', 'P: { type: string }', 'P: { type: number }']],
  });
}); // prettier-ignore

describe('AsyncAPI 3', () => {
  const text = `asyncapi: 3.0.0\nservers:\n  one: { host: one1 }\n  two: { host: two1 }\nchannels:\n  a: { address: a1, servers: [{ $ref: '#/servers/one' }], messages: { m: { $ref: '#/components/messages/M' }, n: { payload: { type: string } } } }\n  b: { address: b1, messages: {} }\noperations:\n  send: { action: send, channel: { $ref: '#/channels/a' }, messages: [{ $ref: '#/channels/a/messages/m' }], security: [{ $ref: '#/components/securitySchemes/s' }] }\n  any: { action: receive, channel: { $ref: '#/channels/a' } }\ncomponents:\n  securitySchemes: { s: { type: plain } }\n  messages: { M: { payload: { type: boolean } } }\n`;
  const files = { 'asyncapi.yaml': text };
  cases(files, 'asyncapi:asyncapi.yaml#/operations/send', {
    other: [
      ['where its channel is', 'a1', 'a2'],
      ['its message', 'boolean', 'integer'],
      ['its scheme', 'type: plain', 'type: x509'],
      ['the server of its channel', 'one1', 'one2'],
      ['its channel', "channel: { $ref: '#/channels/a' }, messages", "channel: { $ref: '#/channels/b' }, messages"],
    ],
    same: [
      ['a message of its channel that it has not chosen', 'n: { payload: { type: string } }', 'n: { payload: { type: number } }'],
      ['a server its channel is not on', 'two1', 'two2'],
      ['another channel', 'b1', 'b2'],
    ],
  });
  cases(files, 'asyncapi:asyncapi.yaml#/operations/any', {
    other: [['any message of its channel', 'n: { payload: { type: string } }', 'n: { payload: { type: number } }']],
    same: [['a scheme of others', 'type: plain', 'type: x509']],
  });
}); // prettier-ignore

describe('a reference that cannot be followed is told with its place, and keeps what needs it from binding', () => {
  test.each([
    ['to nothing', "'#/components/schemas/Gone'", 'and there is nothing there'],
    ['to itself', "'#/components/schemas/A'", 'which leads back to itself'],
    ['to a file that is not there', "'gone.yaml#/A'", 'and there is nothing there'],
    ['out of the repository', "'../../gone.yaml'", 'which leaves the repository'],
    ['by an absolute path', "'/etc/passwd'", 'which is absolute'],
    ['to the network', "'https://example.com/a.yaml'", 'and nothing is fetched'],
    ['to a name that is no pointer', "'#A'", 'and there is nothing there'],
  ])('%s', (_, to, says) => {
    const text = `openapi: 3.0.0\npaths:\n  /a: { get: { responses: { '200': { content: { a/b: { schema: { $ref: '#/components/schemas/A' } } } } } } }\n  /b: { get: { summary: b } }\ncomponents:\n  schemas:\n    A: { $ref: ${to} }\n`;
    const files = { 'openapi.yaml': text };
    const told = specsOf(files).faults;
    expect(told.length).toBe(told.filter(({ line }) => line === 7 || says.includes('itself')).length);
    expect(told.at(-1)).toMatchObject({ file: 'openapi.yaml', line: 7, column: 10, text: `    A: { $ref: ${to} }` });
    expect(told.at(-1)?.says).toContain(says);
    expect(anchorOf(files, at('get', 'a'))).toMatchObject({ binding: false, note: expect.stringContaining(says) });
    expect(anchorOf(files, at('get', 'b'))).toMatchObject({ binding: true, note: null });
    const mended = text.replace(`A: { $ref: ${to} }`, 'A: { type: string }');
    expect(specsOf({ 'openapi.yaml': mended }).faults).toEqual([]);
    expect(anchorOf({ 'openapi.yaml': mended }, at('get', 'a'))?.binding).toBe(true);
  });
}); // prettier-ignore
