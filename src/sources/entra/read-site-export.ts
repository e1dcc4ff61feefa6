import { basename } from 'node:path'
import { parseDay } from '../../core/base/instant.ts'
import type { FragmentSink, GrantFact, ResourceFact } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { OpenAccess } from '../../core/model/setting.ts'
import { EXPORT_FILE, type ExportFile, readExport } from '../evidence/export-file.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import { tableIn } from './collect-site-export.ts'
import { isSiteTable, siteId, type SiteTable } from './site-export.ts'
import type { TenantDataset } from './tenant-dataset.ts'

/**
 * What an export says of sites: who holds what by the site's own permissions and groups, and which links open it to whoever has them.
 *
 * A row that cannot be read, or whose right this version does not know, is a gap on its site, on the dataset where nobody can say which; a
 * site whose links the export leaves out, one on the site. Resolves to the sites that it covers, by their id.
 */
export async function readSiteExport(dataset: TenantDataset, sink: FragmentSink): Promise<ReadonlySet<string>> {
  const pages = new Map<string, { readonly page: EvidencePage; readonly bytes: Uint8Array }>()
  for (const page of dataset.pages) pages.set(nameOf(page.path), { page, bytes: await bytesOf(dataset, page) })
  const text = pages.get(EXPORT_FILE)?.bytes
  const exported = text === undefined ? null : readExport(new TextDecoder().decode(text))
  if (exported === null || !exported.ok) {
    dataset.lower('failed', exported === null ? `there is no \`${EXPORT_FILE}\`` : exported.reason)
    return new Set()
  }
  const covered = coveredSites(exported.value, dataset)
  sink.resources([...covered].map(([native, { label, provenance }]): ResourceFact => ({ source: dataset.source, native, kind: 'site', label, provenance }))) // prettier-ignore
  for (const [name, total] of exported.value.rows) {
    const table = pages.get(name)
    if (!isSiteTable(name)) dataset.lower('partial', `\`${name}\` is no table of an export of sites`)
    else if (table === undefined) dataset.lower('partial', `\`${name}\` is not among what was read`)
    else await readTable(dataset, name, { ...table, total, covered }, sink)
  }
  if (!exported.value.rows.has('links.csv'))
    for (const native of covered.keys())
      dataset.gap({ code: 'dataset-incomplete', record: native, reason: 'its links and shared items were not read', cure: 'export `links.csv` as well' }) // prettier-ignore
  return new Set(covered.keys())
}

type Covered = ReadonlyMap<string, { readonly label: string; readonly provenance: Provenance }>

function coveredSites({ resources }: ExportFile, dataset: TenantDataset): Covered {
  const listed = resources('permissions.csv')
  if (listed === null) dataset.lower('partial', `\`${EXPORT_FILE}\` does not list the sites that it covers (\`resources\`)`)
  return new Map(
    (listed ?? []).map(({ native, label }) => {
      const provenance = { source: dataset.source, dataset: dataset.dataset, file: EXPORT_FILE, record: siteId(native) }
      return [siteId(native), { label: label ?? native, provenance }]
    }),
  )
}

async function readTable(
  dataset: TenantDataset,
  name: SiteTable,
  {
    page,
    bytes,
    total,
    covered,
  }: { readonly page: EvidencePage; readonly bytes: Uint8Array; readonly total: number; readonly covered: Covered },
  sink: FragmentSink,
): Promise<void> {
  const found = await tableIn(bytes, name)
  if (!found.ok) return dataset.lower('failed', `\`${name}\`: ${found.reason}`)
  dataset.found.records += found.rows.length
  if (found.rows.length !== total) dataset.lower('partial', `total-mismatch: \`${EXPORT_FILE}\` says ${total} rows of \`${name}\`, and ${found.rows.length} were read`) // prettier-ignore
  const grants: GrantFact[] = []
  const open: OpenAccess[] = []
  for (const row of found.rows) {
    const at = `${page.path}:${row.line}`
    const bad = (record: string | null, reason: string): void =>
      dataset.gap({ code: 'record-malformed', record: record !== null && covered.has(record) ? record : null, reason, cure: 'mend the row where it comes from', at }) // prettier-ignore
    if (row.kind === 'bad') {
      bad(null, row.reason)
      continue
    }
    const cells = row.cells.map((cell) => cell.trim())
    const site = siteId(cells[0] ?? '')
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: page.path, record: `line ${row.line}` }
    const parsed = name === 'links.csv' ? linkRow(cells, site, provenance) : permissionRow(cells, site, provenance)
    if (!covered.has(site)) bad(null, `a row about \`${cells[0] ?? ''}\`, which \`${EXPORT_FILE}\` does not cover`)
    else if (typeof parsed === 'string') bad(site, parsed)
    else if ('kind' in parsed) open.push(parsed)
    else grants.push(parsed)
  }
  if (grants.length > 0) sink.grants(grants)
  if (open.length > 0) sink.settings(open)
}

/** A row as a fact, or why it is none. */
type Row = GrantFact | OpenAccess | string

function permissionRow(
  [, kind = '', holder = '', right = '', through = '', until = '']: readonly string[],
  site: string,
  provenance: Provenance,
): Row {
  const level = RIGHTS[right.toLowerCase()]
  if (level === undefined) return `the right \`${right}\` is not known to this version`
  const end = endOf(until)
  if (end === undefined) return `\`until\` is no day: \`${until}\``
  const words = through === '' ? right : `${right}, as one of ${through}`
  switch (kind) {
    case 'user':
    case 'group':
      return holder === '' ? `no ${kind} is named` : grantOf(kind, holder, { site, level, words, end, provenance })
    case 'everyone':
      return { ...grantOf('user', 'everybody', { site, level, words, end, provenance }), principal: { name: 'id:everybody' } }
    case 'members':
      return openTo('institution', {
        site,
        level,
        says: `Everyone except external users: ${words}`,
        end,
        object: `members ${through}`.trim(),
        provenance,
      })
    case 'anonymous':
      return openTo('anyone', { site, level, says: `anonymous: ${words}`, end, object: `anonymous ${through}`.trim(), provenance })
    default:
      return `\`holder_kind\` is \`${kind}\`, not one of user, group, everyone, members, anonymous`
  }
}

function linkRow(
  [, scope = '', holder = '', right = '', item = '', until = '']: readonly string[],
  site: string,
  provenance: Provenance,
): Row {
  const level = LINK_RIGHTS[right.toLowerCase()]
  if (level === undefined) return `the right \`${right}\` of a link is not known to this version`
  const end = endOf(until)
  if (end === undefined) return `\`until\` is no day: \`${until}\``
  const words = `link to ${right}${item === '' ? '' : ` \`${item}\``}`
  const open = { site, level, says: words, end, object: `link ${scope} ${item}`.trim(), provenance }
  switch (scope) {
    case 'users':
      return holder === '' ? 'a link for nobody' : grantOf('user', holder, { site, level, words, end, provenance })
    case 'organization':
      return openTo('institution', open)
    case 'anonymous':
      return openTo('anyone', open)
    default:
      return `\`scope\` is \`${scope}\`, not one of anonymous, organization, users`
  }
}

interface Said {
  readonly site: string
  readonly level: string
  readonly end: string | null
  readonly provenance: Provenance
}

function grantOf(
  kind: 'user' | 'group',
  holder: string,
  { site, level, words, end, provenance }: Said & { readonly words: string },
): GrantFact {
  const { source } = provenance
  const address = `${source}:${kind === 'group' && !holder.startsWith('group/') ? `group/${holder}` : holder}`
  return { source, resource: site, principal: { address }, level, nativeRight: words, from: null, until: end, provenance }
}

function openTo(
  to: OpenAccess['to'],
  { site, level, says, end, object, provenance }: Said & { readonly says: string; readonly object: string },
): OpenAccess {
  return { kind: 'open-access', source: provenance.source, resource: site, object, to, level, says, until: end, provenance }
}

/** SharePoint's own levels (learn.microsoft.com/sharepoint/understanding-permission-levels), in lower case. */
const RIGHTS: Readonly<Record<string, string>> = {
  'full control': 'admin',
  design: 'manage',
  'manage hierarchy': 'manage',
  approve: 'write',
  edit: 'write',
  contribute: 'write',
  read: 'read',
  'view only': 'read',
  'restricted read': 'read',
  'restricted view': 'read',
  'limited access': 'see',
  'web-only limited access': 'see',
}

/** Types of sharing links (learn.microsoft.com/graph/api/resources/sharinglink). */
const LINK_RIGHTS: Readonly<Record<string, string>> = {
  view: 'read',
  embed: 'read',
  blocksdownload: 'read',
  review: 'write',
  edit: 'write',
  addressbar: 'read',
}

/** Undefined for a text that is no day. */
function endOf(written: string): string | null | undefined {
  if (written === '') return null
  return parseDay(written) ?? undefined
}

function nameOf(path: string): string {
  return basename(path.endsWith('.gz') ? path.slice(0, -'.gz'.length) : path)
}

async function bytesOf(dataset: TenantDataset, page: EvidencePage): Promise<Uint8Array> {
  dataset.found.paths.add(page.path)
  const pieces: Uint8Array[] = []
  for await (const piece of page.bytes()) pieces.push(piece)
  return Buffer.concat(pieces)
}
