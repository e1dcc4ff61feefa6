import type { Instant } from '../../src/core/base/instant.ts'
import { nextLink } from '../../src/core/findings/chain.ts'
import type { ChainHead } from '../../src/core/findings/chain.ts'
import type { Earlier } from '../../src/core/findings/earlier.ts'
import { life } from '../../src/core/findings/life.ts'
import type { LifeInput } from '../../src/core/findings/tonight.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import type { Publication } from '../../src/store/store.ts'
import { sha256 } from '../core/findings/build-finding.ts'
import { type ToldNight, lifeInput } from '../core/findings/nights.ts'

/** A result of a told night, with all that no test looks at left empty. */
export function resultOf(input: LifeInput): Omit<AuditResult, 'life' | 'publication'> {
  const { run, now, timeZone, assessment } = input
  return {
    schemaVersion: '1.0',
    run: {
      id: run,
      now,
      institution: 'Northmoor University',
      timeZone,
      gatehouse: '0.1.0',
      timeZoneData: '2026a',
      policyHash: sha256('policy'),
      configHash: sha256('config'),
      joinsHash: null,
      evidence: [{ source: 'ad', kind: 'ldap', reader: null, manifestHash: sha256(run), startedAt: now, endedAt: now }],
    },
    assessment: {
      ...assessment,
      gaps: [],
      neverChecked: [],
      population: { accounts: 1, groups: 1, memberships: 1, people: 1, externals: 1, unknownAffiliation: 0, ambiguousAccounts: 0 },
      causes: [],
      exceptions: [],
      rulesNotAssessed: [],
      policyDiagnostics: [],
      offices: [],
      appetite: { open: [], sourcesOnTimeMin: null, affiliationKnownMin: null, oneFunderMax: null, oneCountryMax: null },
      funders: [],
    },
  }
}

/** What publishing the told night after these earlier ones hands to a store. */
export function publicationOf(told: ToldNight, earlier: Earlier, head: ChainHead | null): Publication {
  const input = lifeInput(told)
  const open = { ...resultOf(input), life: life(earlier, input, sha256) }
  const link = nextLink(head, said(told.run, told.now), sha256)
  const result: AuditResult = {
    ...open,
    publication: { sequence: link.entry.n, previous: link.entry.prev, head: link.hash, undelivered: [], failedRuns: [] },
  }
  return {
    result,
    link,
    assessed: input.assessed,
    posts: told.posts ?? { held: [], settled: [], declared: [] },
    outbox: [{ audience: 'security', body: `run ${told.run}` }],
    checkpoint: async () => undefined,
  }
}

function said(run: string, at: Instant) {
  return {
    kind: 'run' as const,
    run,
    at,
    tool: '0.1.0',
    evidence: [{ source: 'ad', manifest: sha256(run) }],
    policy: sha256('policy'),
    config: sha256('config'),
    coverage: sha256('coverage'),
    result: sha256(run),
  }
}
