import { describe, expect, test } from 'vitest'
import { runTable } from './table-run.ts'

describe('doors', () => {
  const header = 'person,room,level,from,until\n'

  test('give a card holder, a room and a grant for each right', async () => {
    const csv = `${header}Li.Wei@northmoor.example,PHYS-B/2.14,escorted,2026-01-01,2026-11-30\nLi.Wei@northmoor.example,PHYS-B/2.15,unescorted,,2026-12-31\n`
    const run = await runTable('doors', csv, {
      rows: 2,
      resources: '[PHYS-B/2.14, PHYS-B/2.15, {resource: PHYS-B/2.16, label: Cold room}]',
    })
    expect(run.coverage).toMatchObject([{ state: 'complete', records: 2 }])
    expect(run.gaps).toEqual([])
    expect(run.resources.map(({ native, kind, label }) => [native, kind, label])).toEqual([
      ['PHYS-B/2.14', 'room', 'PHYS-B/2.14'],
      ['PHYS-B/2.15', 'room', 'PHYS-B/2.15'],
      ['PHYS-B/2.16', 'room', 'Cold room'],
    ])
    expect(run.grants).toMatchObject([
      {
        source: 'doors',
        resource: 'PHYS-B/2.14',
        principal: { name: 'id:Li.Wei@northmoor.example' },
        level: 'escorted',
        from: '2026-01-01',
        until: '2026-11-30',
      },
      {
        source: 'doors',
        resource: 'PHYS-B/2.15',
        principal: { name: 'id:Li.Wei@northmoor.example' },
        level: 'unescorted',
        from: null,
        until: '2026-12-31',
      },
    ])
    expect(run.accounts).toMatchObject([
      {
        account: {
          source: 'doors',
          id: 'Li.Wei@northmoor.example',
          label: 'Li.Wei@northmoor.example',
          isWorkload: false,
          state: 'enabled',
          endsAt: '2027-01-01T00:00:00.000Z',
          attributes: { person: ['Li.Wei@northmoor.example'] },
        },
        names: ['id:Li.Wei@northmoor.example', 'name:li.wei@northmoor.example'],
      },
    ])
  })

  const states: readonly [string, string, string, string | null][] = [
    ['in force on the last day', '2026-01-01,2026-11-25', 'enabled', '2026-11-26T00:00:00.000Z'],
    ['over', '2026-01-01,2026-11-24', 'expired', '2026-11-25T00:00:00.000Z'],
    ['to come', '2026-11-26,', 'pending', null],
    ['open', ',', 'enabled', null],
  ]
  for (const [what, term, state, endsAt] of states)
    test(`a right that is ${what} makes its holder ${state}`, async () => {
      const run = await runTable('doors', `${header}id:E1,A/1,unescorted,${term}\n`, { rows: 1, resources: '[A/1]' })
      expect(run.accounts).toMatchObject([{ account: { state, endsAt } }])
    })

  test('a badge number is a holder too, whom nobody knows', async () => {
    const run = await runTable('doors', `${header}C-4711,A/1,unescorted,,\n`, { rows: 1, resources: '[A/1]' })
    expect(run.accounts).toMatchObject([{ account: { id: 'C-4711' } }])
    expect(run.gaps).toEqual([])
  })

  test('a bad row is a gap on its room', async () => {
    const run = await runTable('doors', `${header}id:E1,A/1,admin,,\nid:E2,A/1,unescorted,,\n`, { rows: 2, resources: '[A/1]' })
    expect(run.grants).toHaveLength(1)
    expect(run.gaps).toMatchObject([
      { code: 'record-malformed', record: 'A/1', reason: '`level` is none of `escorted`, `unescorted`, `out-of-hours`' },
    ])
  })
})

describe('grants', () => {
  const header = 'resource,kind,principal,level,native_right,until\n'

  test('give the resource and who holds it, also where nobody does', async () => {
    const csv = `${header}\\\\fs1\\qsense,share,"ad:CN=qsense-core,DC=northmoor,DC=example",write,Change,2027-01-31\n`
    const run = await runTable('grants', csv, { rows: 1, resources: `['\\\\fs1\\qsense', {resource: '\\\\fs1\\empty', kind: share}]` })
    expect(run.coverage).toMatchObject([{ state: 'complete' }])
    expect(run.resources.map(({ native, kind }) => [native, kind])).toEqual([
      ['\\\\fs1\\empty', 'share'],
      ['\\\\fs1\\qsense', 'share'],
    ])
    expect(run.grants).toMatchObject([
      {
        source: 'grants',
        resource: '\\\\fs1\\qsense',
        principal: { address: 'ad:CN=qsense-core,DC=northmoor,DC=example' },
        level: 'write',
        nativeRight: 'Change',
        from: null,
        until: '2027-01-31',
        provenance: { record: 'line 2' },
      },
    ])
    expect(run.accounts).toEqual([])
  })

  const bad: readonly [string, string, string][] = [
    ['an unknown kind', 'db1,databse,ad:x,read,,', '`kind` is none of'],
    ['a level that the kind has not', 'db1,database,ad:x,use,,', '`level` is `use`, and a database has `see`'],
    ['a principal without source', 'db1,database,x,read,,', '`principal` is `x`, expected `<source>:<native id>`'],
    ['another kind than before', 'db1,share,ad:x,read,,', '`kind` is `share`, and the export says `database` elsewhere'],
  ]
  for (const [what, row, reason] of bad)
    test(`${what} is a gap on the resource`, async () => {
      const run = await runTable('grants', `${header}${row}\n`, { rows: 1, resources: '[{resource: db1, kind: database}]' })
      expect(run.grants).toEqual([])
      expect(run.gaps).toMatchObject([{ code: 'record-malformed', record: 'db1' }])
      expect(run.gaps[0]?.reason).toContain(reason)
    })

  test('a resource that the export does not list is kept and is a gap', async () => {
    const run = await runTable('grants', `${header}db2,database,ad:x,read,,\n`, { rows: 1, resources: '[{resource: db1, kind: database}]' })
    expect(run.grants).toHaveLength(1)
    expect(run.gaps).toMatchObject([{ record: 'db2', reason: "a row is about `db2`, which the export's `resources` do not list" }])
  })

  test('a listed resource of which nobody says the kind is a gap, not a resource without holders', async () => {
    const run = await runTable('grants', header, { rows: 0, resources: '[db1]' })
    expect(run.resources).toEqual([])
    expect(run.gaps).toMatchObject([{ record: 'db1' }])
  })

  test('an export that does not say what it covers proves nothing', async () => {
    const run = await runTable('grants', `${header}db2,database,ad:x,read,,\n`, { rows: 1 })
    expect(run.coverage).toMatchObject([{ state: 'partial' }])
    expect(run.resources).toHaveLength(1)
  })
})
