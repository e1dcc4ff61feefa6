import type { CredentialFact } from '../../core/model/credential.ts'
import { momentIn } from './read-account-fact.ts'
import type { ReportRow } from './read-credential-report.ts'
import { provenanceIn } from './read-datasets.ts'
import type { IdentityRecord } from './read-identities.ts'
import { latestUse } from './read-recency.ts'

/**
 * The passwords and access keys of users, as the reports of their accounts list them: by their place in the report, since it names no key. Of a
 * user whom a report leaves out, made after it perhaps, one whose state nobody knows. Whoever stands in a report and is no user any more
 * lost the keys with the user; the password of a root user belongs to whoever has its mail.
 */
export function credentialFacts(rows: readonly ReportRow[], records: readonly IdentityRecord[]): readonly CredentialFact[] {
  const byArn = new Map(rows.map((row) => [row.arn, row]))
  const reported = new Map(rows.map((row) => [row.dataset.unit, row]))
  return records.flatMap((record): readonly CredentialFact[] => {
    if (record.what !== 'user') return []
    const row = byArn.get(record.arn)
    if (row !== undefined) return [...passwordOf(row), ...keysOf(row)]
    const other = reported.get(record.account)
    return other === undefined ? [] : [factOf(other, record.arn, { kind: 'password', id: `${record.arn}#password`, active: null })]
  })
}

function passwordOf(row: ReportRow): readonly CredentialFact[] {
  const enabled = row.cell('password_enabled')
  if (enabled === 'not_supported') return []
  return [
    factOf(row, row.arn, {
      kind: 'password',
      id: `${row.arn}#password`,
      active: flagIn(enabled),
      createdAt: momentIn(row.cell('password_last_changed')),
      lastUsed: latestUse([row.cell('password_last_used') ?? '']),
    }),
  ]
}

function keysOf(row: ReportRow): readonly CredentialFact[] {
  const places = row.columns.flatMap((column) => /^access_key_(\d+)_active$/u.exec(column)?.[1] ?? [])
  // Of a place without a key the report says that none is active and that none was ever made.
  const used = places.filter((place) => row.cell(`access_key_${place}_last_rotated`) !== 'N/A')
  return used.map((place) =>
    factOf(row, row.arn, {
      kind: 'access-key',
      id: `${row.arn}#access-key-${place}`,
      active: flagIn(row.cell(`access_key_${place}_active`)),
      createdAt: momentIn(row.cell(`access_key_${place}_last_rotated`)),
      lastUsed: latestUse([row.cell(`access_key_${place}_last_used_date`) ?? '']),
    }),
  )
}

type Told = Pick<CredentialFact, 'kind' | 'id' | 'active'> & Partial<Pick<CredentialFact, 'createdAt' | 'lastUsed'>>

function factOf({ dataset, file }: ReportRow, arn: string, told: Told): CredentialFact {
  const provenance = provenanceIn(dataset, file, arn)
  return { source: provenance.source, account: `id:${arn}`, createdAt: null, endsAt: null, lastUsed: 'unknown', ...told, provenance }
}

/** As reports write it; null for anything else. */
function flagIn(cell: string | null): boolean | null {
  const text = cell?.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : null
}
