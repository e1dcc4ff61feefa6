import type { FindingDraft } from './rule.ts'

type Said = 'identity' | 'project' | 'projects' | 'sensitivity' | 'severity' | 'sentence' | 'detail' | 'remediation' | 'owner'

/** A finding that is not about somebody's access: no path, no lines; `more` fills in what there is. */
export function plainFinding(said: Pick<FindingDraft, Said>, more: Partial<FindingDraft> = {}): FindingDraft {
  return {
    subject: null,
    account: null,
    resource: null,
    level: null,
    confirmation: 'confirmed',
    excess: false,
    proof: [],
    otherPaths: { count: 0, exact: true },
    considered: [],
    failing: [],
    ...said,
    ...more,
  }
}
