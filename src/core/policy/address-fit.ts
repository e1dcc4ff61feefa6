import type { KnownSource } from '../model/policy-load.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'

/** Why `kind` does not fit the address, as a help; null if it fits, or if the text cannot tell. */
export function misfit(kind: ResourceKind, { native }: ResourceAddress, { name, kind: sourceKind, register }: KnownSource): string | null {
  switch (sourceKind) {
    case 'ldap':
      return kind === 'group' ? null : `\`${name}\` is a directory: it has groups`
    case 'entra':
      return entraMisfit(kind, native)
    case 'aws':
      return awsMisfit(kind, native)
    case 'github':
      return kind !== 'repository'
        ? `\`${name}\` has repositories`
        : /^[^/\s]+\/[^/\s]+$/u.test(native)
          ? null
          : 'write `<owner>/<repository>`'
    case 'files':
      return kind !== 'share'
        ? `\`${name}\` has shares`
        : isSharePath(native)
          ? null
          : 'write the path in single quotes: `\\\\server\\share`'
    case 'network':
      return kind === 'segment' ? null : `\`${name}\` has segments`
    case 'doors':
      return kind === 'room' ? null : `\`${name}\` has rooms`
    case 'table':
      return tableMisfit(kind, native, name, register)
    default:
      return null
  }
}

function entraMisfit(kind: ResourceKind, native: string): string | null {
  const prefix = /^([a-z]+)\/./u.exec(native)?.[1] ?? null
  if (prefix === 'group' || prefix === 'site' || prefix === 'team') return prefix === kind ? null : `the address is of a ${prefix}`
  return kind === 'group' || kind === 'site' || kind === 'team' ? `write \`${kind}/…\` after the source` : null
}

const AWS_KINDS: Readonly<Record<string, readonly ResourceKind[]>> = {
  kms: ['key'],
  secretsmanager: ['secret'],
  ssm: ['secret', 'machine'],
  sqs: ['queue'],
  sns: ['topic'],
  lambda: ['function'],
  rds: ['database'],
  dynamodb: ['database'],
  redshift: ['database'],
  elasticfilesystem: ['share'],
  fsx: ['share'],
  codecommit: ['repository'],
  ec2: ['machine', 'segment'],
}

function awsMisfit(kind: ResourceKind, native: string): string | null {
  const arn = /^arn:[a-z-]+:([a-z0-9-]+):[^:]*:[^:]*:(.+)$/u.exec(native)
  if (arn === null) return 'write an ARN: `arn:aws:…`'
  const [, service = '', rest = ''] = arn
  if (service === 's3') return fits(kind, rest.includes('/') ? ['prefix'] : ['bucket'])
  if (service === 'iam') return fits(kind, rest.startsWith('role/') ? ['role'] : rest.startsWith('group/') ? ['group'] : [])
  const kinds = AWS_KINDS[service]
  return kinds === undefined ? null : fits(kind, kinds)
}

function fits(kind: ResourceKind, kinds: readonly ResourceKind[]): string | null {
  if (kinds.includes(kind)) return null
  return kinds.length === 0 ? 'the address is of no resource' : `the address is of a ${kinds.join(' or ')}`
}

function isSharePath(native: string): boolean {
  return /^\\\\[^\\/]+\\[^\\/]/u.test(native) || /^\/[^/]|^[^/\\\s]+:\/[^/]/u.test(native)
}

function tableMisfit(kind: ResourceKind, native: string, name: string, register: string | null): string | null {
  if (register === 'grants') return null
  if (register !== 'doors') return `\`${name}\` is a register without resources`
  if (kind !== 'room') return `\`${name}\` has rooms`
  return native.trim() === native ? null : 'write the room as the register does, without spaces around it'
}
