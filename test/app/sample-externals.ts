import type { External, ExternalsRegister } from '../../src/core/model/externals.ts'
import { coverage, day, instant } from '../core/compare/institution.ts'

/** Names as a directory may hold them: markup, formulas, control and direction characters, line breaks. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x>',
  '=HYPERLINK("https://evil.example")',
  '@SUM(1)',
  'two\nlines',
  '\u001b[31mred',
  '\u202eevil',
  'nul\u0000',
  '`code` *star*',
] as const

/** A register of a few people made by hand: every relation, an ended one, a program, somebody without account. */
export function sampleExternals({ complete, unknown = 0 }: { readonly complete: boolean; readonly unknown?: number }): ExternalsRegister {
  const doors = { source: 'doors', unit: 'doors.csv', dataset: 'doors' }
  return {
    schemaVersion: '1.0',
    gatehouse: '0.1.0',
    institution: null,
    now: instant('2026-11-26T02:14:00Z'),
    timeZone: 'UTC',
    decidedBy: { kind: 'registers', staffRegister: complete ? 'read' : 'not-read', internalTypes: [{ type: 'employee', people: 12 }] },
    complete,
    coverage: [
      coverage({ source: 'ad', unit: 'DC=n', dataset: 'users' }),
      ...(complete ? [] : [coverage(doors, 'failed', { reasons: ['no file'] })]),
    ],
    gaps: complete ? [] : [{ ...doors, code: 'dataset-incomplete', record: null, reason: 'no file', cure: 'write the export', at: null }],
    population: { people: 20, accounts: 22, internal: 12 },
    externals: [
      { ...sampleExternal({ label: 'account gast' }), relation: 'guest', because: '`entra` calls the account a guest' },
      { ...sampleExternal({ label: 'Jo Brand' }), relation: 'partner', accounts: [], lastUse: 'unknown' },
      { ...sampleExternal({ label: 'account old' }), relation: 'unknown', end: { kind: 'no-record' }, hosts: [], organisation: null },
      ...Array.from({ length: unknown }, (_, i) => ({ ...sampleExternal({ label: `account u${i}` }), relation: 'unknown' })),
      { ...sampleExternal({ label: 'account svc-backup' }), relation: 'unknown', workload: true },
      { ...sampleExternal({ label: 'Amara Diallo' }), ended: true },
      sampleExternal({ label: 'Li Wei' }),
    ],
  }
}

/** A visitor with one account, in a group that opens a share. */
export function sampleExternal(about: { readonly label: string; readonly organisation?: string; readonly because?: string }): External {
  return {
    subject: `upn:${about.label}`,
    label: about.label,
    relation: 'visitor',
    ended: false,
    because: about.because ?? 'a row in force in `visitors`',
    organisation: about.organisation ?? 'south-lake.example',
    hosts: [{ written: 'id:E1010', label: 'Aisha Khan' }],
    end: { kind: 'day', day: day('2026-11-30') },
    lastUse: '≤30',
    workload: false,
    accounts: [
      {
        source: 'ad',
        id: about.label,
        label: about.label,
        state: 'enabled',
        endsAt: instant('2026-12-31T00:00:00Z'),
        lastUse: '≤30',
        guest: null,
        states: [{ attribute: 'mail domain', value: 'tu-rheinstadt.example' }],
        groups: [
          { address: 'ad:CN=instrument-users,DC=n', label: 'instrument-users', direct: true },
          { address: 'ad:CN=qsense-core,DC=n', label: 'qsense-core', direct: false },
        ],
        opens: [
          {
            resource: 'shares:\\\\fs1\\qsense',
            label: 'qsense',
            kind: 'share',
            level: 'write',
            through: 'qsense-core',
            until: '2027-01-01',
          },
        ],
      },
    ],
    perhaps: [{ person: 'Li Weimin', doubt: 'its holder can write this key' }],
  }
}
