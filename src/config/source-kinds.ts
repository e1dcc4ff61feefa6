import { z } from 'zod'
import type { RegisterName } from '../core/model/register.ts'
import { CONFIG_CODES, share, secretReference, text, withHelp } from './field.ts'

const REGISTERS = [
  'hr',
  'visitors',
  'partners',
  'training',
  'clearances',
  'approvals',
  'doors',
  'grants',
] as const satisfies readonly RegisterName[]

const recorded = text.optional()

const ldap = z
  .strictObject({
    kind: z.literal('ldap'),
    recorded,
    url: text.regex(/^ldaps:\/\//u, 'expected an address that begins with `ldaps://`').optional(),
    base: text.optional(),
    bind: z.strictObject({ dn: text, password: secretReference }).optional(),
    flavour: z.enum(['active-directory', 'openldap', '389-ds', '389ds', 'freeipa']).optional(),
    /** Attributes of accounts beyond those that the reader asks for anyway. */
    attributes: z.array(text).optional(),
    /** A group that the reader must see with at least so many members. */
    canary: z.strictObject({ group: text, members: z.int().positive() }).optional(),
    /** File with the authorities to trust, in PEM; default: the machine's. */
    ca: text.optional(),
  })
  .superRefine(liveOrRecorded(['url', 'bind', 'ca'], ['url', 'base', 'bind']))

const table = z
  .strictObject({ kind: z.literal('table'), recorded, register: z.enum(REGISTERS), file: text.optional() })
  .superRefine(liveOrRecorded(['file'], ['file']))

/** How an application proves itself to Microsoft Entra; one of them. */
const CREDENTIALS = ['certificate', 'federated_token', 'secret'] as const

const entra = z
  .strictObject({
    kind: z.literal('entra'),
    recorded,
    tenant: text.regex(/^[^\s/?#]+$/u, 'expected the id of a tenant or one of its domains').optional(),
    client: text.optional(),
    /** Private key and certificate in PEM, in one secret. */
    certificate: secretReference.optional(),
    /** What the platform signs for this program (workload identity); looked up again for each sign-in. */
    federated_token: secretReference.optional(),
    secret: secretReference.optional(),
    cloud: z.enum(['global', 'usgov', 'usgov-dod', 'china']).optional(),
    /** Site → group. */
    sites: z.record(text, text).optional(),
    /** Also ask what programs may do on behalf of people: needs `Directory.Read.All`. */
    delegated_grants: z.boolean().optional(),
    /** Folder with an export of the permissions of sites. */
    site_permissions: text.optional(),
    budget: z.strictObject({ share: share.optional(), minutes: z.int().positive().optional() }).optional(),
  })
  .superRefine(liveOrRecorded(['tenant', 'client', ...CREDENTIALS, 'cloud', 'budget', 'site_permissions', 'delegated_grants'], []))
  .superRefine((entry, context) => {
    const [, second] = CREDENTIALS.filter((name) => entry[name] !== undefined)
    if (second === undefined) return
    context.addIssue({
      code: 'custom',
      message: 'the application proves itself in several ways',
      path: [second],
      ...withHelp('keep one of `certificate`, `federated_token` and `secret`', CONFIG_CODES.together),
    })
  })

const aws = z
  .strictObject({
    kind: z.literal('aws'),
    recorded,
    organization: z
      .strictObject({
        /** The name of the reader's role in each account. */
        role: text.regex(/^[\w+=,.@-]+$/u, 'expected the name of a role, without its path'),
        /** ARN of the role in which the others are taken on; default: whatever credentials the program runs with. */
        hub: text.regex(/^arn:[a-z-]+:iam::\d{12}:role\/./u, 'expected the ARN of a role').optional(),
        external_id: z.union([text, secretReference]).optional(),
      })
      .optional(),
    /** Where Identity Center is, and where the organization is asked. */
    home_region: text.regex(/^[a-z]{2}(-[a-z]+)+-\d$/u, 'expected a region such as `eu-west-2`').optional(),
  })
  .superRefine(liveOrRecorded(['organization', 'home_region'], []))

const network = z.strictObject({
  kind: z.literal('network'),
  recorded,
  reader: z.enum(['neutral', 'netbox', 'nftables', 'iptables']).optional(),
  url: text.optional(),
  token: secretReference.optional(),
})

const files = z.strictObject({
  kind: z.literal('files'),
  recorded: text,
  /** The source that knows the users and groups of POSIX servers by their names. */
  directory: text.optional(),
})
const doors = z.strictObject({ kind: z.literal('doors'), recorded: text })

/** One source of the configuration, by its kind. */
export const sourceEntry = z.discriminatedUnion('kind', [ldap, table, entra, aws, network, files, doors])

export type SourceEntry = z.infer<typeof sourceEntry>
export type SourceKind = SourceEntry['kind']

/** Kinds that this version reads; a source of another kind loads with a warning and is a gap. */
const READABLE: ReadonlySet<SourceKind> = new Set(['ldap', 'table', 'files', 'entra', 'aws'])

/**
 * What keeps this version from reading a source; null where nothing does. A tenant, or AWS, could be named before there was a way to read
 * it, and such a configuration still loads: as a gap.
 */
export function unreadableBecause(entry: SourceEntry): string | null {
  if (!READABLE.has(entry.kind)) return `this version cannot read sources of kind \`${entry.kind}\``
  if (entry.kind === 'aws')
    return entry.recorded === undefined && entry.organization === undefined ? 'AWS is read only with an `organization`' : null
  if (entry.kind !== 'entra' || entry.recorded !== undefined) return null
  const missing = (['tenant', 'client'] as const).filter((key) => entry[key] === undefined).map((key) => `\`${key}\``)
  const proof = CREDENTIALS.some((name) => entry[name] !== undefined) ? [] : ['a `certificate`']
  const all = [...missing, ...proof]
  return all.length === 0 ? null : `a tenant is read only with ${all.join(' and ')}`
}

// A source is read live or from a folder: both at once would leave open which of them was audited.
function liveOrRecorded(excluded: readonly string[], needed: readonly string[]) {
  return (entry: Readonly<Record<string, unknown>>, context: z.core.$RefinementCtx) => {
    if (entry['recorded'] === undefined) {
      for (const key of needed.filter((name) => entry[name] === undefined))
        context.addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: [key] })
      return
    }
    for (const key of excluded.filter((name) => entry[name] !== undefined))
      context.addIssue({
        code: 'custom',
        message: '`recorded` is there too',
        path: [key],
        ...withHelp('keep one of the two', CONFIG_CODES.together),
      })
  }
}
