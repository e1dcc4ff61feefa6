import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../src/core/base/hash.ts'
import { type Day, type Instant, parseDay, parseInstant } from '../../../src/core/base/instant.ts'
import { parseDuration } from '../../../src/core/base/duration.ts'
import { familyOf } from '../../../src/core/findings/family.ts'
import { fingerprint } from '../../../src/core/findings/fingerprint.ts'
import { type IdentityFields, identityOf } from '../../../src/core/findings/identity.ts'
import type { EscalationTerms, GradedSeverity } from '../../../src/core/model/declared-institution.ts'
import type { Finding, SeverityClass } from '../../../src/core/model/finding.ts'

export const sha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex')

export function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`no instant: ${text}`)
  return parsed
}

export function day(text: string): Day {
  const parsed = parseDay(text)
  if (parsed === null) throw new Error(`no day: ${text}`)
  return parsed
}

/** 02:00 of the n-th night of November 2026. */
export function night(n: number): Instant {
  return instant(`2026-11-${String(n).padStart(2, '0')}T02:00:00Z`)
}

export const GROUP = 'ad:CN=qsense-core,OU=Projects,DC=northmoor,DC=example'

/** An undeclared access of Li Wei to the group of project qsense, or whatever the changes make of it. */
export function buildFinding(
  changes: Partial<Finding> & { readonly about?: IdentityFields; readonly severityClass?: SeverityClass } = {},
): Finding {
  const { about, severityClass, ...rest } = changes
  const rule = rest.rule ?? { id: 'ACC-01', name: 'access-undeclared', title: 'Access that no entitlement covers' }
  const subject = rest.subject === undefined ? person('employee:E1042') : rest.subject
  const project = rest.project === undefined ? 'qsense' : rest.project
  const resource = rest.resource === undefined ? { slug: 'core-group', kind: 'group', address: GROUP } : rest.resource
  const fields: IdentityFields = about ?? {
    family: 'access',
    project: project ?? '',
    subject: subject?.key ?? '',
    resource: resource?.address ?? '',
  }
  const identity = identityOf(rule.id, fields)
  return {
    fingerprint: fingerprint(identity, sha256),
    rule,
    family: familyOf(rule.id),
    identity,
    project,
    projects: project === null ? [] : [project],
    sensitivity: 'controlled',
    subject,
    account: { source: 'ad', id: 'guid-lwei', label: 'lwei', state: 'enabled' },
    resource,
    level: 'use',
    severity: { class: severityClass ?? 'high', sum: 6, steps: [], bounds: [] },
    confirmation: 'confirmed',
    excess: true,
    proof: [
      {
        kind: 'membership',
        from: 'lwei',
        to: 'qsense-core',
        how: 'is a member of',
        record: { source: 'ad', dataset: 'groups', file: 'groups.ldif', record: 'qsense-core' },
        readAt: night(1),
      },
    ],
    otherPaths: { count: 0, exact: true },
    considered: [],
    failing: [],
    sentence: 'Li Wei can use the group, and no line of the policy names them.',
    detail: 'lwei → qsense-core',
    remediation: 'remove lwei from qsense-core',
    exceptionText: null,
    owner: null,
    mayAccept: 'siro',
    serves: ['TR-information'],
    exception: null,
    evidence: [{ source: 'ad', asOf: night(1) }],
    ...rest,
  }
}

export function person(key: string): NonNullable<Finding['subject']> {
  return { key, label: key, relation: 'visiting-academic', external: true, organisation: null, host: null }
}

export const ESCALATION: Readonly<Record<GradedSeverity, EscalationTerms>> = {
  critical: terms('4h', 'siro'),
  high: terms('2d', 'senior_lead'),
  medium: terms('14d', 'project-lead'),
  low: terms('90d', 'project-lead'),
}

function terms(within: string, rank: 'siro' | 'senior_lead' | 'project-lead'): EscalationTerms {
  const fixWithin = parseDuration(within)
  if (fixWithin === null) throw new Error(`no duration: ${within}`)
  return { to: [{ kind: rank }], fixWithin, mayAccept: { kind: rank } }
}
