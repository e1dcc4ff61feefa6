import type { Sha256 } from '../base/hash.ts'
import { acceptorOf, acceptorText } from '../findings/accepting.ts'
import { fingerprint } from '../findings/fingerprint.ts'
import { identityOf } from '../findings/identity.ts'
import { evidenceAges } from '../compare/describe-access.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Finding } from '../model/finding.ts'
import { exceptionText } from './exception-text.ts'
import type { FindingDraft, RuleMeta } from './rule.ts'

/** Adds to a draft what follows from rule and policy alone: fingerprint, family, owner, who may accept, evidence ages. */
export function finishedFinding(draft: FindingDraft, meta: RuleMeta, policy: DeclaredPolicy, sha256: Sha256): Finding {
  const identity = identityOf(meta.id, draft.identity)
  const rule = { id: meta.id, name: meta.name, title: meta.title }
  const acceptor = acceptorOf({ rule, severity: draft.severity, failing: draft.failing }, policy.institution)
  const { identity: fields, ...rest } = draft
  const withoutText: Finding = {
    ...rest,
    fingerprint: fingerprint(identity, sha256),
    rule,
    family: fields.family,
    identity,
    exceptionText: null,
    owner: draft.owner ?? leadOf(draft, policy),
    mayAccept: acceptorText(acceptor),
    serves: meta.serves,
    exception: null,
    evidence: evidenceAges(draft.proof),
  }
  return acceptor.kind === 'nobody' ? withoutText : { ...withoutText, exceptionText: exceptionText(withoutText) }
}

function leadOf({ project }: FindingDraft, { projects, institution }: DeclaredPolicy): string | null {
  if (project === null) return institution.seniorLead.written
  return projects.find(({ slug }) => slug === project)?.lead.written ?? null
}
