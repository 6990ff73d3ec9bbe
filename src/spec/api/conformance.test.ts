import { expect, test } from 'vitest';
import { conformanceOf, tooSlow } from './conformance.ts';
import { readApiFile } from './description.ts';
import { readExchanges } from './exchanges.ts';

const TEXT = `openapi: 3.0.3
info: { title: A, version: '1' }
servers: [{ url: https://api.example.org/v1 }]
paths:
  /users:
    get:
      parameters: [{ name: limit, in: query, required: true, schema: { type: integer, maximum: 100 } }]
      responses:
        '200': { description: d, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/User' } } } } }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
      responses:
        '201': { description: d, headers: { Location: { required: true, schema: { type: string } } }, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
        4XX: { description: d, content: { application/problem+json: { schema: { type: object, properties: { code: { type: string } } } } } }
  /users/me: { get: { responses: { '204': { description: d } } } }
  /users/{id}: { get: { responses: { default: { description: d } } } }
components:
  schemas:
    Base: { type: object, required: [id], properties: { id: { type: string, readOnly: true } } }
    User:
      allOf:
        - { $ref: '#/components/schemas/Base' }
        - type: object
          required: [name, secret]
          properties:
            name: { type: string, nullable: true }
            kind: { type: string, nullable: true, enum: [a, b] }
            age: { type: integer, minimum: 0, exclusiveMinimum: true }
            secret: { type: string, writeOnly: true }
            friend: { $ref: '#/components/schemas/User' }
            free: { type: object }
`;

const read = readApiFile('openapi.yaml', TEXT);
const description = {
  ...{ file: 'openapi.yaml', kind: 'openapi' as const, version: 'openapi: 3.0.3' },
  files: new Map([['openapi.yaml', 'value' in read ? read.value : null]]),
  texts: new Map([['openapi.yaml', TEXT]]),
};

const JSON_TYPE = { 'content-type': 'application/json' };
type Given = { method?: string; url?: string; sent?: unknown; status?: number; back?: unknown; headers?: object; time?: number }; // prettier-ignore
const line = ({ method = 'POST', url = '/v1/users', sent, status = 201, back, headers = {}, time }: Given): string =>
  JSON.stringify({
    request: { method, url, ...(sent === undefined ? {} : { headers: JSON_TYPE, body: sent }) },
    response: { status, headers: { ...(back === undefined ? {} : JSON_TYPE), ...headers }, ...(back === undefined ? {} : { body: back }) },
    ...(time === undefined ? {} : { time }),
  }); // prettier-ignore

const sent = { name: 'A', secret: 's' };
const back = { id: '1', name: 'A' };
const made: Given = { sent, back, headers: { Location: '/users/1' } };

const held = async (...given: readonly Given[]) => {
  const { exchanges, faults } = readExchanges(given.map(line).join('\n'));
  expect(faults).toEqual([]);
  return conformanceOf(description, exchanges);
};

test.for<readonly [says: string | null, given: Given]>([
  [null, made],
  [null, { ...made, url: 'https://elsewhere.example/v1/users' }],
  [null, { ...made, sent: { ...sent, name: null, kind: null, age: 1, free: { any: 1 }, friend: { name: 'B', secret: 't' } } }],
  [null, { ...made, status: 400, sent: { wrong: true }, back: { code: 'A1' }, headers: { 'content-type': 'application/problem+json' } }],
  [null, { method: 'GET', url: '/v1/users?limit=5', status: 200, back: [back] }],
  [null, { method: 'GET', url: '/v1/users/me', status: 204 }],
  ['POST /v1/accounts is not described', { ...made, url: '/v1/accounts' }],
  ['DELETE /v1/users is not described', { ...made, method: 'DELETE' }],
  ['POST /users is not described', { ...made, url: '/users' }],
  ['status 500 is not described', { ...made, status: 500 }],
  ['status 200 is not described', { method: 'GET', url: '/v1/users/me', status: 200 }],
  ['the response has no header Location', { ...made, headers: {} }],
  ['response 201 has no body, and one is described', { ...made, back: undefined }],
  ['the response body is text/plain, which is not described', { ...made, headers: { Location: 'x', 'content-type': 'text/plain' } }],
  ['the response body/extra is not described', { ...made, back: { ...back, extra: 1 } }],
  ['the response body/friend/extra is not described', { ...made, back: { ...back, friend: { ...back, extra: 1 } } }],
  ["the response body must have required property 'id'", { ...made, back: { name: 'A' } }],
  ['the response body/kind must be equal to one of the allowed values', { ...made, back: { ...back, kind: 'c' } }],
  ['the response body/age must be > 0', { ...made, back: { ...back, age: 0 } }],
  ["the request body must have required property 'secret'", { ...made, sent: { name: 'A' } }],
  ['it was done without a request body, which has to be there', { ...made, sent: undefined }],
  ['query parameter limit has to be there, and is not', { method: 'GET', url: '/v1/users', status: 200, back: [] }],
  ['query parameter page is not described', { method: 'GET', url: '/v1/users?limit=5&page=2', status: 200, back: [] }],
  ['parameter limit must be <= 100', { method: 'GET', url: '/v1/users?limit=500', status: 200, back: [] }],
  ['the request has a body, and none is described', { method: 'GET', url: '/v1/users/me', status: 204, sent: {} }],
  ['the response body is not described', { method: 'GET', url: '/v1/users/me', status: 204, back: {} }],
])('%s', async ([says, given]) => {
  const { mismatches } = await held(given);
  expect(mismatches.map((one) => one.says)).toEqual(says === null ? [] : [says]);
}); // prettier-ignore

const lacks = async (...given: readonly Given[]) =>
  Object.fromEntries((await held(...given)).operations.map((one) => [one.operation, one.lacks]));

const refused: Given = { ...made, status: 400, back: { code: 'A' }, headers: { 'content-type': 'application/problem+json' } }; // prettier-ignore

test('an operation that nobody called is missing, and a body needs to have been refused', async () => {
  const none = await lacks();
  expect(none['POST /users']).toEqual(['an exchange', 'a request body that is refused with 4xx']);
  expect(none['GET /users/me']).toEqual(['an exchange']);
  expect((await lacks(made))['POST /users']).toEqual(['a request body that is refused with 4xx']);
  expect((await lacks(refused))['POST /users']).toEqual(['an exchange that went well']);
  expect((await lacks(made, { ...refused, status: 401 }))['POST /users']).toHaveLength(1);
  expect((await lacks(made, refused))['POST /users']).toEqual([]);
});

test('of two routes the plain one is meant', async () => {
  const seen = await lacks({ method: 'GET', url: '/v1/users/me', status: 204 });
  expect(seen['GET /users/me']).toEqual([]);
  expect(seen['GET /users/{id}']).toEqual(['an exchange']);
});

test('a percentile needs a sample, and holds each operation', () => {
  const times = (count: number, time: number) => readExchanges(Array.from({ length: count }, () => line({ ...made, time })).join('\n')).exchanges; // prettier-ignore
  const of = (exchanges: ReturnType<typeof times>) => tooSlow(description, exchanges, { p95Ms: 200 }).find(({ operation }) => operation === 'POST /users')?.says; // prettier-ignore
  expect(of([])).toBe('it was measured 0 times, and p95 needs 20');
  expect(of(times(19, 1))).toBe('it was measured 19 times, and p95 needs 20');
  expect(of([...times(19, 1), ...times(1, 900)])).toBeUndefined();
  expect(of([...times(18, 1), ...times(2, 900)])).toBe('p95 is 900 ms, and 200 ms is the most');
  const both = (exchanges: ReturnType<typeof times>) => tooSlow(description, exchanges, { p99Ms: 500, p50Ms: 10 }).flatMap(({ operation, says }) => (operation === 'POST /users' ? says : [])); // prettier-ignore
  expect(both(times(99, 1))).toEqual(['it was measured 99 times, and p99 needs 100']);
  expect(both([...times(49, 1), ...times(51, 40)])).toEqual(['p50 is 40 ms, and 10 ms is the most']);
  expect(both([...times(98, 1), ...times(2, 900)])).toEqual(['p99 is 900 ms, and 500 ms is the most']);
  expect(both([...times(99, 1), ...times(1, 900)])).toEqual([]);
  expect(tooSlow(description, times(1, 900), {})).toEqual([]);
});

test.for([
  ['{', 'it is not JSON'],
  ['{}', 'request: '],
  ['[]', ': '],
  ['{"request":{"method":"GET","url":"/"},"response":{"status":99}}', 'response.status: '],
  ['{"request":{"method":"GET","url":"/"},"response":{"status":200},"tim":1}', ': '],
  ['{"log":{"entries":[{}]}}', 'it is no HAR'],
] as const)('%s is no exchange', ([text, says]) => {
  const { exchanges, faults } = readExchanges(text);
  expect(exchanges).toEqual([]);
  expect(faults[0]?.says).toContain(says);
});

test('a HAR is read too', async () => {
  const entry = {
    request: { method: 'POST', url: 'http://localhost/v1/users', headers: [{ name: 'Content-Type', value: 'application/json' }], postData: { text: JSON.stringify(sent) } },
    response: { status: 201, headers: [{ name: 'Content-Type', value: 'application/json; charset=utf-8' }, { name: 'location', value: 'x' }], content: { text: JSON.stringify({ ...back, extra: 1 }) } },
    time: 3,
  }; // prettier-ignore
  const { exchanges } = readExchanges(JSON.stringify({ log: { entries: [entry] } }));
  expect((await conformanceOf(description, exchanges)).mismatches).toEqual([
    { line: 1, operation: 'POST /users', says: 'the response body/extra is not described' },
  ]);
});

test('a header that has to be there is missed where headers are recorded; to be sent elsewhere shows nothing', async () => {
  const text = `openapi: 3.0.3
info: { title: A, version: '1' }
paths:
  /a:
    get:
      parameters: [{ name: X-Tenant, in: header, required: true, schema: { type: string } }, { name: Accept, in: header, required: true, schema: {} }]
      responses: { '200': { description: d }, '302': { description: d } }
  /b: { get: { responses: { '302': { description: d } } } }
`;
  const file = readApiFile('openapi.yaml', text);
  const api = { ...description, files: new Map([['openapi.yaml', 'value' in file ? file.value : null]]), texts: new Map([['openapi.yaml', text]]) }; // prettier-ignore
  const told = async (url: string, status: number, headers: object = {}) => {
    const { exchanges } = readExchanges(
      JSON.stringify({ request: { method: 'GET', url, headers }, response: { status } }),
    );
    const { mismatches, operations } = await conformanceOf(api, exchanges);
    const seen = operations.filter((one) => one.exchanges > 0);
    return [...mismatches.map(({ says }) => says), ...seen.flatMap((one) => one.lacks)];
  };
  expect(await told('/a', 200)).toEqual([]);
  expect(await told('/a', 200, { 'X-TENANT': 'a' })).toEqual([]);
  expect(await told('/a', 200, { 'X-Other': 'a' })).toEqual(['header X-Tenant has to be there, and is not']);
  expect(await told('/a', 302)).toEqual(['an exchange that went well']);
  expect(await told('/b', 302)).toEqual([]);
});
