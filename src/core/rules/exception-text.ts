import { partsToAccept } from '../findings/accepting.ts'
import type { Finding } from '../model/finding.ts'
import { assertNever } from '../base/assert-never.ts'

/**
 * The YAML of an exception for exactly this finding, to be completed by a person: it names no reason, approver or end, since a
 * text that could be pasted unread would be approved unread. Null for families that have no such form yet.
 */
export function exceptionText(finding: Finding): string | null {
  const about = aboutFields(finding)
  if (about === null) return null
  const parts = finding.family === 'access' ? partsToAccept(finding) : []
  // A part that no exception can accept stays a finding until it is mended.
  if (parts === null) return null
  const rule = finding.family === 'access' ? `{access: [${parts.join(', ')}]}` : finding.rule.id
  return [
    '- id: EX-',
    `  rule: ${rule}`,
    `  about: {${about.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}}`,
    '  reason: ',
    '  mitigation: ',
    '  asked_by: ',
    '  approved_by: ',
    '  granted: ',
    '  expires: ',
  ].join('\n')
}

function aboutFields({ family, project, subject, resource, level, identity }: Finding): readonly (readonly [string, string])[] | null {
  const who = subject === null ? '' : subjectText(subject.key)
  switch (family) {
    case 'access':
      return project === null || resource === null || level === null
        ? null
        : [
            ['project', project],
            ['subject', who],
            ['resource', resource.address],
            ['level', level],
          ]
    case 'condition':
      return project === null
        ? null
        : [
            ['project', project],
            ['subject', who],
            ['condition', identity['condition'] ?? ''],
          ]
    case 'account':
      return [['account', `${identity['source']}:${identity['account']}`]]
    case 'declared-thing':
      return thingFields(identity)
    case 'ending':
      return identity['register'] === undefined
        ? thingFields(identity)
        : [
            ['register', identity['register']],
            ['subject', who],
            ['item', identity['item'] ?? ''],
          ]
    case 'access-hygiene':
      return project === null || resource === null
        ? null
        : [
            ['project', project],
            ['subject', who],
            ['resource', resource.address],
          ]
    case 'at-large': {
      const { partner, conflict } = identity
      const holder = partner === undefined ? (['subject', who] as const) : (['partner', partner] as const)
      return conflict === undefined ? [holder] : [holder, ['conflict', conflict]]
    }
    case 'object': {
      const { project: of, resource: at, object = '' } = identity
      // A platform that is not registered has no id by which an exception could name it.
      if (of === undefined || at === undefined || `${at}${object}`.includes('*')) return null
      return [
        ['project', of],
        ['resource', at],
        ['object', object],
      ]
    }
    case 'segment':
    case 'source':
    case 'hold':
    case 'process':
      return null
    default:
      return assertNever(family)
  }
}

function thingFields({ section, key, line }: Finding['identity']): readonly (readonly [string, string])[] | null {
  if (line !== undefined) return [['line', line]]
  return section === undefined
    ? null
    : [
        ['section', section],
        ['key', key ?? ''],
      ]
}

/** A subject's key as a policy writes a person. */
function subjectText(key: string): string {
  const value = key.slice(key.indexOf(':') + 1)
  if (key.startsWith('employee:')) return `id:${value}`
  return key.startsWith('account:') ? value.replace('/', ':') : value
}
