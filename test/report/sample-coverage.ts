import type { Instant } from '../../src/core/base/instant.ts'
import type { GapRow, LedgerRow } from '../../src/core/model/audit-result.ts'

/** Five sources: three read completely, one stale, one broken. */
export function sampleCoverage(): readonly LedgerRow[] {
  return [
    row('ad', 'DC=northmoor,DC=example', 'groups', 62, ['cryolab', 'helix', 'qsense', 'tidewater']),
    row('ad', 'DC=northmoor,DC=example', 'users', 431, ['cryolab', 'helix', 'qsense', 'tidewater']),
    {
      ...row('doors', 'doors.csv', 'rights', 0, ['cryolab']),
      state: 'failed',
      reasons: ['the file ends in the middle of line 812'],
      cure: 'export `doors.csv` again; the export job on the door server stopped before its end',
    },
    row('hr', 'hr.csv', 'rows', 388, ['cryolab', 'helix', 'qsense']),
    {
      ...row('training', 'training.csv', 'rows', 355, ['basalt']),
      state: 'partial',
      reasons: ['stale: exported 9 days ago, 36 hours allowed'],
      cure: 'export it nightly, or raise `max_age` for `training`',
      asOf: '2026-11-17T01:00:00.000Z' as Instant,
    },
    { ...row('visitors', 'visitors.csv', 'rows', 41, ['cryolab', 'helix', 'qsense']), asOf: '2026-11-25T12:31:00.000Z' as Instant },
  ]
}

export function sampleGaps(): readonly GapRow[] {
  return [
    {
      id: '0f3a9b2c11d4',
      source: 'ad',
      unit: 'DC=northmoor,DC=example',
      dataset: 'groups',
      code: 'record-malformed',
      record: 'CN=deep-cryo,OU=Groups,DC=northmoor,DC=example',
      reason: 'a member of `deep-cryo` has no name',
      cure: 'correct the `member` value in the directory',
      at: 'groups-0003.ldif:118',
      projects: ['cryolab'],
    },
    {
      id: '7c20ee514bb0',
      source: 'doors',
      unit: 'doors.csv',
      dataset: 'rights',
      code: 'dataset-incomplete',
      record: null,
      reason: 'the file ends in the middle of line 812',
      cure: 'export `doors.csv` again; the export job on the door server stopped before its end',
      at: 'doors.csv:812',
      projects: ['cryolab'],
    },
    {
      id: 'd91b44aa0c37',
      source: 'training',
      unit: 'training.csv',
      dataset: 'rows',
      code: 'dataset-stale',
      record: null,
      reason: 'exported 9 days ago; 36 hours allowed',
      cure: null,
      at: null,
      projects: ['basalt'],
    },
  ]
}

function row(source: string, unit: string, dataset: string, records: number, projects: readonly string[]): LedgerRow {
  return {
    source,
    unit,
    dataset,
    state: 'complete',
    reasons: [],
    cure: null,
    pages: 1 + Math.floor(records / 200),
    records,
    total: source === 'ad' ? records : null,
    startedAt: '2026-11-26T02:10:00.000Z' as Instant,
    endedAt: '2026-11-26T02:14:00.000Z' as Instant,
    asOf: '2026-11-26T02:14:00.000Z' as Instant,
    reusedFrom: null,
    projects,
  }
}
