/**
 * What is signed, and by whom: the statements persons sign, the envelopes they lie in, SSH signatures, the list of
 * trusted signers, and what the harness signs after the seal.
 * Thinks only: reads no clock, file, environment or key store, draws no random numbers, and starts no program.
 * Trust comes from the caller, never from what is verified. What a statement means for a run is for the gates.
 */
export {
  BRANCH_PAYLOAD_TYPE,
  LANDING_PAYLOAD_TYPE,
  parseBranch,
  parseLanding,
  parseVerdict,
  VERDICT_PAYLOAD_TYPE,
  type BranchStatement,
  type CountedWaiver,
  type GateLine,
  type LandingStatement,
  type VerdictStatement,
} from './after.ts';
export { fromBase64, toBase64 } from './bytes.ts';
export * from './carried.ts';
export { encodeEnvelope, pae, parseEnvelope, type Envelope } from './envelope.ts';
export { harnessPublicKey, rawHarnessKey, signByHarness, signJsonByHarness, verifyHarness } from './harness.ts';
export { momentMs } from './moment.ts';
export * from './promotion.ts';
export { renderStatement } from './render.ts';
export { fingerprintOf, parsePublicKeyLine, type SshKey } from './ssh-key.ts';
export { type Presence } from './ssh-signature.ts';
export { armorToBlob, sshSigData, verifySshSig, type SshSigned } from './sshsig.ts';
export * from './statement.ts';
export { parseStatement, payloadOf, signedEnvelope, toBeSigned } from './statement-bytes.ts';
export { parseToken, readableToken, SIGNER_NAME } from './token.ts';
export { allowedSignerLine, mayUse, parseTrust, type Trust, type TrustedSigner } from './trust.ts';
export { verifyStatement, type Verified } from './verify.ts';
