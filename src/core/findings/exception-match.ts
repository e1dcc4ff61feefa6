import { assertNever } from '../base/assert-never.ts'
import { canonicalJson } from '../base/canonical-json.ts'
import type { ExceptionAbout, PolicyException } from '../model/declared-exception.ts'
import type { Finding } from '../model/finding.ts'
import { isLevelOf, isResourceKind, levelCovers } from '../model/resource-kind.ts'
import { partsToAccept } from './accepting.ts'
import { type DeclaredThingKey, type Identity, type RegisterItem, identityOf } from './identity.ts'
import type { Officers } from './officers.ts'

/** The identity of the one finding that an exception can speak of; null where what it names cannot be found. */
export function identityNamed(about: ExceptionAbout, officers: Officers): Identity | null {
  switch (about.family) {
    case 'access': {
      const subject = officers.subjectKey(about.subject)
      const resource = officers.resourceAddress(about.resource)
      // Any rule of the family gives the same identity.
      return subject === null || resource === null
        ? null
        : identityOf('ACC-01', { family: 'access', project: about.project, subject, resource })
    }
    case 'access-hygiene': {
      const subject = officers.subjectKey(about.subject)
      const resource = officers.resourceAddress(about.resource)
      if (subject === null || resource === null) return null
      return identityOf(about.rule, { family: 'access-hygiene', project: about.project, subject, resource })
    }
    case 'condition': {
      const subject = officers.subjectKey(about.subject)
      if (subject === null) return null
      return identityOf(about.rule, { family: 'condition', project: about.project, subject, condition: about.condition })
    }
    case 'account': {
      const account = officers.accountId(about.account)
      return account === null ? null : identityOf(about.rule, { family: 'account', source: about.account.source, account })
    }
    case 'object': {
      const at = about.on.kind === 'platform' ? about.on.id : officers.resourceAddress(about.on.address)
      if (at === null) return null
      return identityOf(about.rule, { family: 'object', project: about.project, on: about.on.kind, at, object: about.object })
    }
    case 'at-large': {
      const { holder, conflict } = about
      const key = holder.kind === 'partner' ? holder.partner : officers.subjectKey(holder.subject)
      return key === null ? null : identityOf(about.rule, { family: 'at-large', holder: holder.kind, key, conflict })
    }
    case 'segment':
      return identityOf(about.rule, { family: 'segment', from: about.from, to: about.to })
    case 'declared-thing':
      return identityOf(about.rule, { family: 'declared-thing', thing: about.on })
    case 'ending': {
      const thing = endingThing(about.on, officers)
      return thing === null ? null : identityOf(about.rule, { family: 'ending', thing })
    }
    case 'process':
      return identityOf(about.rule, { family: 'process', overdue: about.overdue })
    default:
      return assertNever(about, 'exception')
  }
}

/** Why an exception whose identity matches does not cover the finding; null where it does. */
export function uncovered({ about }: PolicyException, finding: Finding): string | null {
  if (about.family === 'segment') return 'the ports of the finding cannot be compared yet'
  if (about.family !== 'access') return null
  const needed = partsToAccept(finding)
  if (needed === null) return 'the access fails a part that no exception of the access family can accept'
  const missing = needed.filter((part) => !about.parts.includes(part))
  if (missing.length > 0) return `the access also fails \`${missing.join('`, `')}\`, which is not accepted`
  const kind = finding.resource?.kind ?? ''
  const { level } = finding
  const isCovered = level !== null && isResourceKind(kind) && isLevelOf(kind, level) && levelCovers(kind, level, about.level)
  return isCovered ? null : `the access is held at \`${level ?? 'unknown'}\`, accepted up to \`${about.level}\``
}

/** Equal for two that name the same thing. */
export function identityKey(identity: Identity): string {
  return canonicalJson(identity)
}

/** What the exception is about, in the policy's own words, for the reports. */
export function aboutInWords(about: ExceptionAbout): Readonly<Record<string, string>> {
  switch (about.family) {
    case 'access':
      return { project: about.project, subject: subjectText(about.subject), resource: about.resource.text, level: about.level }
    case 'access-hygiene':
      return { project: about.project, subject: subjectText(about.subject), resource: about.resource.text }
    case 'condition':
      return { project: about.project, subject: subjectText(about.subject), condition: about.condition }
    case 'account':
      return { account: about.account.text }
    case 'object':
      return about.on.kind === 'platform'
        ? { ...(about.project === null ? {} : { project: about.project }), platform: about.on.id, object: about.object }
        : { ...(about.project === null ? {} : { project: about.project }), resource: about.on.address.text, object: about.object }
    case 'at-large': {
      const { holder, conflict } = about
      const who = holder.kind === 'partner' ? { partner: holder.partner } : { subject: subjectText(holder.subject) }
      return conflict === null ? who : { ...who, conflict }
    }
    case 'segment':
      return { from: about.from, to: about.to, ports: [...about.ports].sort((a, b) => a - b).join(', ') }
    case 'declared-thing':
    case 'ending':
      return thingText(about.on)
    case 'process':
      return { overdue: about.overdue }
    default:
      return assertNever(about, 'exception')
  }
}

/** The rule that it speaks of; for the access family the parts that it accepts. */
export function ruleInWords(about: ExceptionAbout): string {
  return about.family === 'access' ? `access: ${about.parts.join(', ')}` : about.rule
}

type EndingThing = Extract<ExceptionAbout, { family: 'ending' }>['on']

function endingThing(on: EndingThing, officers: Officers): DeclaredThingKey | RegisterItem | null {
  if (on.kind !== 'register') return on
  const subject = officers.subjectKey(on.subject)
  return subject === null ? null : { kind: 'register', register: on.register, subject, item: on.item }
}

function thingText(on: EndingThing): Readonly<Record<string, string>> {
  if (on.kind === 'entry') return { section: on.section, key: on.key }
  return on.kind === 'line' ? { line: on.hash } : { register: on.register, subject: subjectText(on.subject), item: on.item }
}

function subjectText(subject: Extract<ExceptionAbout, { family: 'access' }>['subject']): string {
  return subject.kind === 'person' ? subject.person.written : subject.address.text
}
