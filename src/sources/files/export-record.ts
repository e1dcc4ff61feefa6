import { z } from 'zod'
import { parseInstant } from '../../core/base/instant.ts'
import type { Instant } from '../../core/base/instant.ts'
import { EXPORT_FORMAT } from './files-source.ts'

// One line of an export, by its kind. Fields that are not listed here are ignored, and never reach the evidence.

const text = z.string().max(4_096)
const named = text.min(1)
const sid = z.string().regex(/^S-1-\d+(?:-\d+)+$/u, 'expected a SID')
const number = z.int().nonnegative()

const instant = z.string().transform((written, context): Instant => {
  const parsed = parseInstant(written)
  if (parsed !== null) return parsed
  context.addIssue(`expected a moment with its offset, found \`${written}\``)
  return z.NEVER
})

/** The first line: what was exported, where, when and as whom. */
export const headerRecord = z.object({
  record: z.literal('header'),
  format: z.literal(EXPORT_FORMAT, `expected format ${EXPORT_FORMAT}`),
  exporter: named,
  exported_at: instant,
  system: z.enum(['windows', 'posix']),
  /** The name by which clients reach the server: the `fs1.northmoor.example` of an address. */
  server: z.string().regex(/^[^\\/:\s]+$/u, 'expected the name of a server'),
  /** The exporter's own identity. */
  reader: text.default('unknown'),
  /** SIDs of the server's own accounts, of its domain and of the forest's root, as far as there are any. */
  machine_sid: sid.nullish(),
  domain_sid: sid.nullish(),
  forest_sid: sid.nullish(),
  /** A domain controller has no accounts of its own: its local groups are the domain's. */
  domain_controller: z.boolean().default(false),
  /** Were files looked at, and those with a descriptor of their own counted? */
  files: z.enum(['counted', 'not-looked-at']).default('not-looked-at'),
})

/** A share of a Windows or Samba server, with its own descriptor. */
const share = z.object({
  record: z.literal('share'),
  name: z.string().regex(/^[^\\/]+$/u, 'expected the name of a share'),
  path: named,
  /** Of the share itself; null where it could not be read. */
  sddl: text.max(65_536).nullable(),
  /** Samba's settings of the share, by name in lower case. */
  samba: z.record(z.string(), z.string()).optional(),
})

/** A folder whose descriptor is not simply what it takes over from the folder above; the root of a share or export always. */
const folder = z.object({
  record: z.literal('folder'),
  /** Of Windows; `path` is then relative to it, with backslashes, empty for the root. Null: `path` is the server's own. */
  share: text.nullable().default(null),
  path: text,
  sddl: text.max(1_048_576).optional(),
  /** What `getfacl --numeric` printed. */
  posix: text.max(1_048_576).optional(),
  /** What `nfs4_getfacl` printed; it says no owner, so these come beside it. */
  nfs4: text.max(1_048_576).optional(),
  owner: number.optional(),
  group: number.optional(),
  /** Files right inside that have a descriptor of their own. */
  files_apart: number.default(0),
})

/** A local group of a Windows or Samba server; or (`gid`) one of POSIX, local or not. */
const group = z.object({
  record: z.literal('group'),
  sid: sid.optional(),
  gid: number.optional(),
  name: named,
  /** Stands in the server's own `/etc/group`. Always so on Windows. */
  local: z.boolean().default(true),
  members: z.array(z.object({ sid: sid.optional(), name: text.default('') })),
})

/** An account of the server's own; or (`uid`) one of POSIX that an access list or a local group names, local or not. */
const account = z.object({
  record: z.literal('account'),
  sid: sid.optional(),
  uid: number.optional(),
  /** The primary group of POSIX. */
  gid: number.optional(),
  name: named,
  local: z.boolean().default(true),
  enabled: z.boolean().nullable().default(null),
})

/** One line of `/etc/exports`. */
const nfsExport = z.object({ record: z.literal('export'), text: named, file: text.default('/etc/exports') })

/** What the exporter could not read, in the system's own words. */
const error = z.object({
  record: z.literal('error'),
  about: z.enum(['shares', 'share', 'folder', 'groups', 'group', 'accounts', 'exports', 'files']),
  share: text.nullish(),
  path: text.nullish(),
  sid: sid.nullish(),
  name: text.nullish(),
  reason: text,
})

/** Stands in the evidence for a line that was not understood, and that is therefore not kept. */
const unreadable = z.object({ record: z.literal('unreadable'), reason: text, share: text.nullish(), path: text.nullish() })

/** The last line: how many lines stand between it and the header. */
export const trailerRecord = z.object({ record: z.literal('trailer'), complete: z.boolean(), records: number, errors: number.optional() })

export const exportRecord = z.discriminatedUnion('record', [share, folder, group, account, nfsExport, error, unreadable])

export type ExportHeader = z.infer<typeof headerRecord>
export type ExportTrailer = z.infer<typeof trailerRecord>
export type ExportRecord = z.infer<typeof exportRecord>
export type ShareRecord = z.infer<typeof share>
export type FolderRecord = z.infer<typeof folder>
export type GroupRecord = z.infer<typeof group>
export type AccountRecord = z.infer<typeof account>
export type ErrorRecord = z.infer<typeof error>
