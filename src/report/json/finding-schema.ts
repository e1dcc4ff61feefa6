import { z } from 'zod'
import { count, day, instant, sensitivity, severityClass, texts } from './schema-parts.ts'

export const linePart = z.enum([
  'level',
  'ended',
  'not-begun',
  'approval',
  'affiliation',
  'agreement',
  'terms',
  'territory',
  'clearance',
  'licence',
  'control-plan',
  'training',
  'host',
  'mfa',
  'access-from',
])

export const truth = z.enum(['met', 'not-met', 'unknown'])

/** A finding as `result.json` holds it; its meaning stands in `src/core/model/finding.ts`. */
export const findingSchema = z.object({
  fingerprint: z.string(),
  rule: z.object({ id: z.string(), name: z.string(), title: z.string() }),
  family: z.enum([
    'access',
    'access-hygiene',
    'condition',
    'account',
    'object',
    'at-large',
    'segment',
    'declared-thing',
    'ending',
    'source',
    'hold',
    'process',
  ]),
  identity: z.record(z.string(), z.string()),
  project: z.string().nullable(),
  projects: texts,
  sensitivity: sensitivity.nullable(),
  subject: z
    .object({
      key: z.string(),
      label: z.string(),
      relation: z.string(),
      external: z.boolean(),
      organisation: z.string().nullable(),
      host: z.string().nullable(),
    })
    .nullable(),
  account: z.object({ source: z.string(), id: z.string(), label: z.string(), state: z.string() }).nullable(),
  resource: z.object({ slug: z.string(), kind: z.string(), address: z.string() }).nullable(),
  level: z.string().nullable(),
  severity: z.object({
    class: severityClass,
    sum: z.int().nullable(),
    steps: z.array(z.object({ what: z.string(), add: z.int() })),
    bounds: z.array(z.object({ what: z.string(), to: severityClass })),
  }),
  confirmation: z.enum(['confirmed', 'unconfirmed']),
  excess: z.boolean(),
  proof: z.array(
    z.object({
      kind: z.enum(['account', 'membership', 'grant', 'record']),
      from: z.string(),
      to: z.string(),
      how: z.string(),
      record: z.object({ source: z.string(), dataset: z.string(), file: z.string(), record: z.string() }),
      readAt: instant,
    }),
  ),
  otherPaths: z.strictObject({ count, exact: z.boolean() }),
  considered: z.array(
    z.object({
      file: z.string(),
      line: count,
      column: count,
      says: z.string(),
      parts: z.array(z.object({ part: linePart, truth, says: z.string() })),
    }),
  ),
  failing: z.array(linePart),
  sentence: z.string(),
  detail: z.string(),
  remediation: z.string(),
  exceptionText: z.string().nullable(),
  owner: z.string().nullable(),
  mayAccept: z.string(),
  serves: texts,
  exception: z
    .object({
      id: z.string(),
      state: z.enum(['pending', 'active', 'ending', 'expired', 'unused', 'not-assessed', 'defective']),
      until: day,
      by: z.string(),
      reason: z.string(),
    })
    .nullable(),
  evidence: z.array(z.object({ source: z.string(), asOf: instant })),
})
