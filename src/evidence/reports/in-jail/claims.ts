/** Claims that are wrong, as text: whatever lets one of them hold lets anything hold. The canary makes them. */
export const CLAIMS = String.raw`
const differ = () => {
  const one = randomBytes(4).readUInt32LE(0);
  return [one, one + 1];
};
/** Claims in the style of Jest that must not hold. */
const wrongOfExpect = (expect) => {
  const [a, b] = differ();
  return [
    () => expect(a).toBe(b), () => expect(a).not.toBe(a), () => expect({ a }).toEqual({ a: b }), () => expect({ a }).not.toEqual({ a }),
    () => expect([a]).toStrictEqual([b]), () => expect('a' + a).toMatch('b' + b), () => expect({ a }).toMatchObject({ a: b }),
    () => expect([a]).toContain(b), () => expect([{ a }]).toContainEqual({ a: b }), () => expect([a]).toHaveLength(2), () => expect({ a }).toHaveProperty('b'),
    () => expect(a).toBeNull(), () => expect(a).toBeUndefined(), () => expect(undefined).toBeDefined(), () => expect(0).toBeTruthy(), () => expect(1).toBeFalsy(),
    () => expect(a).toBeNaN(), () => expect(a).toBeGreaterThan(b), () => expect(b).toBeLessThan(a), () => expect(a).toBeCloseTo(b), () => expect({}).toBeInstanceOf(Date),
    () => expect(() => {}).toThrow(), () => expect(() => { throw new Error('x'); }).not.toThrow(), () => expect(Promise.resolve(a)).resolves.toBe(b),
    () => expect(Promise.resolve(a)).rejects.toBe(a),
  ];
};
/** The same for Node's assert. */
const wrongOfAssert = (assert) => {
  const [a, b] = differ();
  return [
    () => assert(false), () => assert.ok(0), () => assert.equal(a, b), () => assert.notEqual(a, a), () => assert.strictEqual(a, b), () => assert.notStrictEqual(a, a),
    () => assert.deepEqual({ a }, { a: b }), () => assert.deepStrictEqual({ a }, { a: b }), () => assert.match('a', /b/), () => assert.throws(() => {}),
    () => assert.fail(), () => assert.rejects(Promise.resolve(a)),
  ];
};
/** The same for Chai, which has many of them by the same names. */
const wrongOfChai = ({ expect, assert }) => {
  const [a, b] = differ();
  return [
    () => expect(a).to.equal(b), () => expect(a).to.not.equal(a), () => expect({ a }).to.deep.equal({ a: b }), () => expect({ a }).to.eql({ a: b }),
    () => expect(0).to.be.ok, () => expect(false).to.be.true, () => expect(a).to.be.null, () => expect([a]).to.include(b), () => expect([a]).to.have.lengthOf(2),
    () => expect('a').to.match(/b/), () => expect(() => {}).to.throw(), () => expect(a).to.be.above(b), () => expect({}).to.be.an('array'),
    () => assert(false), () => assert.equal(a, b), () => assert.strictEqual(a, b), () => assert.deepEqual({ a }, { a: b }), () => assert.isTrue(false), () => assert.throws(() => {}),
  ];
};
/** Makes the claims of all lists; fails as the last one does, or passes as soon as one holds, and where there are hardly any. */
const FEWEST = 10;
const failAsClaimed = async (lists) => {
  let last;
  let made = 0;
  for (let from = 0; from < lists.length; from += 1)
    for (let at = 0; at < lists[from].length; at += 1) {
      let threw = false;
      try {
        await lists[from][at]();
      } catch (error) {
        threw = true;
        last = error;
      }
      if (!threw) return;
      made += 1;
    }
  if (made < FEWEST) return;
  throw last;
};
`;
