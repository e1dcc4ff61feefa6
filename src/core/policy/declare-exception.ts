import { assertNever } from '../base/assert-never.ts'
import type { z } from 'zod'
import type { DeclaredThing, ExceptionAbout, PolicyException, SubjectReference } from '../model/declared-exception.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import type { Level } from '../model/resource-kind.ts'
import { type Cursor, placeOf } from './cursor.ts'
import { ascending, declaredAddress, declaredDay, declaredPerson } from './declare-values.ts'
import { exceptionFields } from './exception-fields.ts'
import type { exceptionSchema } from './schema/security.ts'

type Written = z.output<typeof exceptionSchema>

export function declaredException(written: Written, at: Cursor): PolicyException {
  return {
    id: written.id,
    about: declaredAbout(written),
    reason: written.reason,
    mitigation: written.mitigation,
    askedBy: declaredPerson(written.asked_by),
    approvedBy: declaredPerson(written.approved_by),
    granted: declaredDay(written.granted),
    expires: declaredDay(written.expires),
    ticket: written.ticket ?? null,
    place: placeOf(at),
  }
}

function declaredAbout({ rule, about }: Written): ExceptionAbout {
  const { project = '', subject = '', resource = '', level = '' } = about
  if (typeof rule !== 'string') {
    const parts = [...new Set(rule.access)].sort()
    return {
      family: 'access',
      parts,
      project,
      subject: declaredSubject(subject),
      resource: declaredAddress(resource),
      level: level as Level,
    }
  }
  const fields = exceptionFields(rule)
  if (fields.kind !== 'fields') throw new Error(`an exception passed its check and \`${rule}\` cannot be excepted`)
  switch (fields.family) {
    case 'access-hygiene':
      return { family: fields.family, rule, project, subject: declaredSubject(subject), resource: declaredAddress(resource) }
    case 'condition':
      return { family: fields.family, rule, project, subject: declaredSubject(subject), condition: about.condition ?? '' }
    case 'account':
      return { family: fields.family, rule, account: declaredAddress(about.account ?? '') }
    case 'object':
      return {
        family: fields.family,
        rule,
        project: about.project ?? null,
        on:
          about.platform === undefined
            ? { kind: 'resource', address: declaredAddress(resource) }
            : { kind: 'platform', id: about.platform },
        object: about.object ?? '',
      }
    case 'at-large':
      return {
        family: fields.family,
        rule,
        holder:
          about.partner === undefined
            ? { kind: 'subject', subject: declaredSubject(subject) }
            : { kind: 'partner', partner: about.partner },
        conflict: about.conflict ?? null,
      }
    case 'segment':
      return { family: fields.family, rule, from: about.from ?? '', to: about.to ?? '', ports: ascending(about.ports ?? []) }
    case 'declared-thing':
      return { family: fields.family, rule, on: declaredThing(about) }
    case 'ending': {
      const { register, item = '' } = about
      return {
        family: fields.family,
        rule,
        on: register === undefined ? declaredThing(about) : { kind: 'register', register, subject: declaredSubject(subject), item },
      }
    }
    case 'process':
      return { family: fields.family, rule, overdue: about.overdue ?? '' }
    case 'access':
      throw new Error('the access family is excepted by its parts')
    default:
      return assertNever(fields.family)
  }
}

function declaredThing({ section = '', key = '', line }: Written['about']): DeclaredThing {
  return line === undefined ? { kind: 'entry', section, key } : { kind: 'line', hash: line }
}

function declaredSubject(text: string): SubjectReference {
  const person = parsePersonReference(text)
  return person === null ? { kind: 'address', address: declaredAddress(text) } : { kind: 'person', person }
}
