import type { RunEvidence } from '#evidence';
import { parseEnvelope, parseStatement, type ContractApproval, type Pin } from '#signoff';

type Approved = Pick<RunEvidence, 'approval'>;

/** What an approval says, or null where the bytes are none. Whether somebody signed it who may is for the gate over approvals. */
const saidBy = ({ approval }: Approved): ContractApproval | null => {
  const envelope = approval === undefined ? null : parseEnvelope(approval, 'the approval');
  const statement = envelope?.ok === true ? parseStatement('contract', envelope.value.payload) : null;
  return statement?.ok === true ? statement.value : null;
};

/** What an approval pinned the citations to; null where the bytes are no approval. */
export const pinsOf = (evidence: Approved): readonly Pin[] | null => {
  const said = saidBy(evidence);
  return said === null ? null : (said.cites ?? []);
};

/**
 * Whether a run may begin further on than at the approved base: its signers allowed that, git said that each commit
 * holds the one before, from the approved one to where the target stood, and that is about this approval.
 */
export const mayBeginLater = ({ approval, freshness }: Pick<RunEvidence, 'approval' | 'freshness'>): boolean => {
  const said = saidBy({ ...(approval && { approval }) });
  const moved = freshness?.moved;
  return said?.ifMoved === true && moved?.held === true && moved.approved === said.base;
};
