import { z } from 'zod'
import type { Day, Instant } from '../../core/base/instant.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { askOutcome, period } from './board-schema.ts'
import { findingSchema, linePart, truth } from './finding-schema.ts'
import { count, day, instant, sensitivity, severityClass, texts } from './schema-parts.ts'

const dataset = { source: z.string(), unit: z.string(), dataset: z.string() }

const ledgerRow = z.object({
  ...dataset,
  state: z.enum(['complete', 'partial', 'denied', 'failed', 'skipped']),
  reasons: texts,
  cure: z.string().nullable(),
  pages: count,
  records: count,
  total: count.nullable(),
  startedAt: instant,
  endedAt: instant,
  asOf: instant,
  reusedFrom: z.string().nullable(),
  projects: texts,
})

const gapRow = z.object({
  id: z.string(),
  ...dataset,
  code: z.enum([
    'dataset-incomplete',
    'dataset-stale',
    'clock-skew',
    'implausible-shrink',
    'dataset-missing',
    'source-unreadable',
    'record-malformed',
    'reference-dangling',
    'reference-ambiguous',
    'reference-elsewhere',
    'control-unread',
    'copy-differs',
    'identity-ambiguous',
    'resource-unobserved',
    'condition-unsourced',
    'policy-unusable',
    'route-not-evaluated',
  ]),
  record: z.string().nullable(),
  reason: z.string(),
  cure: z.string().nullable(),
  at: z.string().nullable(),
  projects: texts,
})

const status = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('excess'), coverage: z.enum(['complete', 'partial']) }),
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('none-in-what-was-read'), blindSpots: texts }),
  z.object({ kind: z.literal('not-assessed') }),
  z.object({ kind: z.literal('not-compared') }),
])

const project = z.object({
  id: z.string(),
  title: z.string(),
  lead: z.string().nullable(),
  // Absent in what the first releases wrote, as are the offices below.
  deputy: z.string().nullable().default(null),
  sensitivity,
  crownJewel: z.boolean(),
  status,
  reasons: z.array(
    z.object({
      says: z.string(),
      gap: z.string().nullable(),
      cure: z.string().nullable(),
      // Results before it was kept accepted nothing that they told.
      blindSpot: z.string().nullable().default(null),
    }),
  ),
  restsOn: texts,
  counts: z.object({
    people: count,
    externals: count,
    accesses: count,
    entitledAccesses: count,
    excessPeople: count,
    excessAccesses: count,
    acceptedAccesses: count,
    notAssessedAccesses: count,
  }),
  resources: z.array(
    z.object({ slug: z.string(), kind: z.string(), address: z.string(), observed: z.boolean(), people: count, excess: count }),
  ),
  access: z.array(
    z.object({
      subject: z.string(),
      label: z.string(),
      relation: z.string(),
      external: z.boolean(),
      organisation: z.string().nullable(),
      host: z.string().nullable(),
      resource: z.string(),
      level: z.string(),
      standing: z.enum(['excess', 'accepted', 'not-assessed', 'entitled']),
      finding: z.string().nullable(),
      because: z.string(),
      accounts: texts,
      accountState: z.string(),
      recency: z.string(),
      until: day.nullable(),
      // Absent in what the first releases wrote, which kept no more of a line than its place.
      from: day.nullable().default(null),
      cover: z.enum(['line', 'default', 'administrator']).nullable().default(null),
      why: z.string().nullable().default(null),
      conditions: z.array(z.object({ part: linePart, truth })).default([]),
    }),
  ),
})

const exceptionOutcome = z.object({
  id: z.string(),
  state: z.enum(['pending', 'active', 'ending', 'expired', 'unused', 'not-assessed', 'defective']),
  rule: z.string(),
  about: z.record(z.string(), z.string()),
  reason: z.string(),
  mitigation: z.string(),
  askedBy: z.string(),
  approvedBy: z.string(),
  granted: day,
  expires: day,
  defects: texts,
  findings: texts,
})

const undeliveredMessage = z.object({
  run: z.string(),
  audience: z.string(),
  channel: z.enum(['mail', 'webhook']),
  attempts: count,
  failure: z.string().nullable(),
})

const findingLife = z.object({
  fingerprint: z.string(),
  state: z.enum(['new', 'first-observed', 'persisting', 'worse', 'better', 'reopened', 'not-rechecked', 'resolved']),
  reason: z.enum(['access-removed', 'declared', 'condition-met', 'subject-gone', 'out-of-scope']).nullable(),
  firstSeen: instant,
  lastSeen: instant,
  lastChecked: instant,
  timesReopened: count,
  due: day.nullable(),
  lastKnown: findingSchema.nullable(),
  because: z.string().nullable(),
})

/**
 * What `result.json` holds, from which `schemas/result.schema.json` is generated.
 *
 * Keys that it does not name are ignored, since a later minor version may add some.
 */
export const resultSchema = z.object({
  schemaVersion: z.literal('1.0'),
  run: z.object({
    id: z.string(),
    now: instant,
    institution: z.string(),
    timeZone: z.string(),
    gatehouse: z.string(),
    timeZoneData: z.string(),
    policyHash: z.string(),
    configHash: z.string(),
    joinsHash: z.string().nullable(),
    evidence: z.array(
      z.object({
        source: z.string(),
        kind: z.string(),
        reader: z.string().nullable(),
        manifestHash: z.string().nullable(),
        startedAt: instant.nullable(),
        endedAt: instant.nullable(),
      }),
    ),
  }),
  assessment: z.object({
    coverage: z.array(ledgerRow),
    gaps: z.array(gapRow),
    neverChecked: texts,
    population: z.object({
      accounts: count,
      groups: count,
      memberships: count,
      people: count,
      externals: count,
      unknownAffiliation: count,
      ambiguousAccounts: count,
    }),
    projects: z.array(project),
    findings: z.array(findingSchema),
    causes: z.array(
      z.object({
        id: z.string(),
        says: z.string(),
        record: z.object({ source: z.string(), dataset: z.string(), file: z.string(), record: z.string() }),
        findings: texts,
      }),
    ),
    exceptions: z.array(exceptionOutcome),
    rulesNotAssessed: z.array(z.object({ rule: z.string(), projects: texts, reason: z.string() })),
    policyDiagnostics: z.array(
      z.object({
        file: z.string(),
        line: count,
        column: count,
        code: z.string(),
        level: z.enum(['error', 'warning']),
        message: z.string(),
        help: z.string().nullable(),
      }),
    ),
    offices: z.array(z.object({ office: z.string(), holder: z.string().nullable() })).default([]),
    appetite: z
      .object({
        open: z.array(z.object({ sensitivity, severity: severityClass.exclude(['notice']), max: count })),
        sourcesOnTimeMin: z.number().nullable(),
        affiliationKnownMin: z.number().nullable(),
        oneFunderMax: z.number().nullable(),
        oneCountryMax: z.number().nullable(),
      })
      .default({ open: [], sourcesOnTimeMin: null, affiliationKnownMin: null, oneFunderMax: null, oneCountryMax: null }),
    funders: z.array(z.object({ name: z.string(), country: z.string(), share: z.number() })).default([]),
  }),
  life: z.object({
    firstRun: z.boolean(),
    previousRun: z.object({ id: z.string(), now: instant }).nullable(),
    lastComplete: z.array(z.object({ project: z.string(), run: z.string(), now: instant, status: z.string() })),
    findings: z.array(findingLife),
    aliases: z.array(z.object({ from: z.string(), to: z.string(), because: z.string() })),
    coverageLost: texts,
    coverageRegained: texts,
    // Absent in what the first releases wrote, which had no rules about the life of findings and no acknowledgements.
    raised: z.array(findingSchema).default([]),
    held: texts.default([]),
    acknowledgements: z
      .array(z.object({ fingerprint: z.string(), owner: z.string(), until: day, note: z.string(), at: instant }))
      .default([]),
    periods: z.array(period).default([]),
    asked: z.array(askOutcome).default([]),
  }),
  publication: z
    .object({
      sequence: count,
      previous: z.string().nullable(),
      head: z.string(),
      // Absent in what the first releases wrote, which kept no account of messages.
      undelivered: z.array(undeliveredMessage).default([]),
      failedRuns: z.array(z.object({ at: instant, message: z.string() })).default([]),
    })
    .nullable(),
})

/** What the schema reads. The compiler holds schema and model together: if either has a field that the other lacks, this is `never`. */
export type ReadResult = Plain<AuditResult> extends Plain<Parsed> ? (Plain<Parsed> extends Plain<AuditResult> ? Parsed : never) : never

type Parsed = z.infer<typeof resultSchema>
// Days and instants are texts to a schema, and nothing is readonly.
type Plain<T> = T extends Instant | Day ? string : T extends object ? { readonly [Key in keyof T]: Plain<T[Key]> } : T
