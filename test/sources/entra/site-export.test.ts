import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { openEvidence } from '../../../src/sources/evidence/open-evidence.ts'
import { collectSiteExport } from '../../../src/sources/entra/collect-site-export.ts'
import { readEntra } from '../../../src/sources/entra/read.ts'
import { NOW, inTemporaryFolder } from '../ldap/facts-of.ts'
import { account, group } from '../../core/compare/institution.ts'

const LAB = 'https://northmoor.sharepoint.test/sites/lab'
const PERMISSIONS = 'site,holder_kind,holder,right,through,until'
const LINKS = 'site,scope,holder,right,item,until'

const EXPORT = (files: Readonly<Record<string, number>>, more = '') => `format: 1
system: SharePoint
exported_at: 2026-11-25T22:00:00+00:00
files: ${JSON.stringify(files)}
complete: true
resources: ["${LAB}"]
${more}`

/** What the reader makes of an export of sites, taken in as a night does. */
async function snapshotOf(files: Readonly<Record<string, string>>, sites: Readonly<Record<string, string>> = {}): Promise<Snapshot> {
  return inTemporaryFolder(async (folder) => {
    const from = join(folder, 'export')
    mkdirSync(from)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(from, name), text)
    const evidence = await openEvidence(join(folder, 'e'), { source: { kind: 'entra', name: 'entra' }, toolVersion: '0', wanted: null, clock: () => NOW }) // prettier-ignore
    await collectSiteExport(from, evidence.dataset('tenant', 'site-permissions'))
    await evidence.close({ reader: 'test' })
    const assembled = assembler()
    assembled.sink.accounts([account('entra', 'ada'), account('entra', 'gil')])
    assembled.sink.groups([group('entra', 'group/lab')])
    await readEntra(join(folder, 'e'), { name: 'entra', sites }, assembled.sink)
    return assembled.finish({ keys: [], overrules: [] })
  })
}

function grantsIn(snapshot: Snapshot): readonly string[] {
  const grants = snapshot.resources.get(`entra:site/${LAB}`)?.grants ?? []
  return grants.map(({ principal, level, nativeRight, until }) => {
    const who = principal.kind === 'account' ? snapshot.accounts[principal.account]?.id : snapshot.groups[principal.group]?.id
    return `${who} ${level} (${nativeRight})${until === null ? '' : ` until ${until}`}`
  })
}

const gapsIn = ({ gaps }: Snapshot) =>
  gaps.filter(({ dataset }) => dataset === 'site-permissions').map(({ record, reason }) => `${record}: ${reason}`)
const stateIn = ({ coverage }: Snapshot) => {
  const row = coverage.find(({ dataset }) => dataset === 'site-permissions')
  return `${row?.state}: ${row?.reasons.join('; ')}`
}

describe('an export of the permissions of sites', () => {
  const whole = {
    'export.yaml': EXPORT({ 'permissions.csv': 5, 'links.csv': 3 }),
    'permissions.csv': [PERMISSIONS, `${LAB},user,gil,Full Control,Lab Owners,2026-12-31`, `${LAB},group,lab,Edit,,`, `${LAB},everyone,,Read,,`, `${LAB},members,,Read,Lab Visitors,`, `${LAB},user,ada,Limited Access,,`].join('\n'), // prettier-ignore
    'links.csv': [
      LINKS,
      `${LAB},users,ada,edit,/plan.docx,`,
      `${LAB},anonymous,,view,/raw,2026-12-01`,
      `${LAB},organization,,edit,/shared,`,
    ].join('\r\n'),
  }

  test('says who holds what, by whichever way, and what is open', async () => {
    const snapshot = await snapshotOf(whole)
    expect(grantsIn(snapshot)).toEqual([
      'ada see (Limited Access)',
      'ada write (link to edit `/plan.docx`)',
      'gil admin (Full Control, as one of Lab Owners) until 2026-12-31',
      'everybody read (Read)',
      'group/lab write (Edit)',
    ])
    expect(snapshot.settings.openAccess('entra', `site/${LAB}`).map(({ to, level, object, until }) => [to, level, object, until])).toEqual([
      ['anyone', 'read', 'link anonymous /raw', '2026-12-01'],
      ['institution', 'write', 'link organization /shared', null],
      ['institution', 'read', 'members Lab Visitors', null],
    ])
    expect([gapsIn(snapshot), stateIn(snapshot)]).toEqual([[], 'complete: '])
  })

  test('without links leaves a gap on each site', async () => {
    const snapshot = await snapshotOf({ 'export.yaml': EXPORT({ 'permissions.csv': 5 }), 'permissions.csv': whole['permissions.csv'] })
    expect(gapsIn(snapshot)).toEqual([`site/${LAB}: its links and shared items were not read`])
  })

  test('that does not cover a site of the configuration leaves a gap on that one', async () => {
    const snapshot = await snapshotOf(whole, { 'https://northmoor.sharepoint.test/sites/other': 'group/lab' })
    expect(gapsIn(snapshot)).toEqual(['site/https://northmoor.sharepoint.test/sites/other: the export of permissions does not cover it'])
  })

  const broken: readonly [string, Readonly<Record<string, string>>, string][] = [
    ['that proves nothing', { 'permissions.csv': PERMISSIONS }, 'failed: there is no `export.yaml`'],
    ['that was cut short', { ...whole, 'permissions.csv': whole['permissions.csv'].split('\n').slice(0, 3).join('\n') }, 'partial: total-mismatch: `export.yaml` says 5 rows of `permissions.csv`, and it has 2'], // prettier-ignore
    ['with a column that nobody asked for', { ...whole, 'permissions.csv': `${PERMISSIONS},birthday\n` }, `partial: \`permissions.csv\`: its header is not \`${PERMISSIONS}\``], // prettier-ignore
    [
      'whose table is missing',
      { 'export.yaml': whole['export.yaml'], 'links.csv': whole['links.csv'] },
      'partial: `permissions.csv` cannot be read',
    ],
    ['that says so itself', { ...whole, 'export.yaml': whole['export.yaml'].replace('complete: true', 'complete: false') }, 'partial: the export says that it is not complete'], // prettier-ignore
  ]
  test.each(broken)('%s is not complete', async (_, files, says) => {
    expect(stateIn(await snapshotOf(files))).toContain(says)
  })

  const rows: readonly [string, string, string][] = [
    ['a right that is not known', `${LAB},user,gil,Overlord,,`, `site/${LAB}: the right \`Overlord\` is not known to this version`],
    [
      'a holder of no kind',
      `${LAB},robot,gil,Read,,`,
      `site/${LAB}: \`holder_kind\` is \`robot\`, not one of user, group, everyone, members, anonymous`,
    ],
    ['an end that is no day', `${LAB},user,gil,Read,,soon`, `site/${LAB}: \`until\` is no day: \`soon\``],
    [
      'a site that is not covered',
      `https://elsewhere.test,user,gil,Read,,`,
      'null: a row about `https://elsewhere.test`, which `export.yaml` does not cover',
    ],
    ['somebody whom nobody shows', `${LAB},user,nobody,Read,,`, `site/${LAB}: \`entra:nobody\` holds \`read\` and no source knows it`],
  ]
  test.each(rows)('%s is a gap', async (_, row, gap) => {
    const files = {
      'export.yaml': EXPORT({ 'permissions.csv': 1, 'links.csv': 0 }),
      'permissions.csv': `${PERMISSIONS}\n${row}\n`,
      'links.csv': `${LINKS}\n`,
    }
    expect(gapsIn(await snapshotOf(files))).toEqual([gap])
  })
})
