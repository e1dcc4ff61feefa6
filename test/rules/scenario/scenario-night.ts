import { z } from 'zod'

/** One night of a scenario as its file states it, after the base and the nights before were merged in. Strict: a typing error fails. */
export type ScenarioNight = z.infer<typeof scenarioNight>

export type Expectation = z.infer<typeof expectation>

export type ExpectedFinding = z.infer<typeof expectedFinding>

const account = z.strictObject({
  name: z.string().optional(),
  employee: z.string().optional(),
  mail: z.string().optional(),
  /** Null: the directory gives none. Default: the login at the institution. */
  upn: z.string().nullable().optional(),
  state: z.enum(['enabled', 'disabled', 'expired', 'locked', 'pending', 'unknown']).default('enabled'),
  created: z.string().optional(),
  ends: z.string().optional(),
  workload: z.boolean().optional(),
  recency: z.enum(['≤30', '31–90', '91–180', '>180', 'never', 'unknown']).default('≤30'),
})

const grant = z.union([
  z.string(),
  z.strictObject({ level: z.string(), right: z.string().optional(), from: z.string().optional(), until: z.string().optional() }),
])

/** What opens a resource to people whom nobody named. */
const opening = z.strictObject({ to: z.enum(['anyone', 'institution']), level: z.string(), until: z.string().nullable().default(null) })

const dates = { from: z.string().nullable().default(null), until: z.string().nullable().default(null) }

const employee = z.strictObject({
  ...dates,
  mail: z.string().default(''),
  type: z.string().default('employee'),
  department: z.string().default('Physics'),
  status: z.enum(['active', 'left']).default('active'),
  upn: z.string().nullable().default(null),
  work_country: z.string().nullable().default(null),
})

const visitor = z.strictObject({
  ...dates,
  person: z.string(),
  kind: z.string().default('academic'),
  organisation: z.string().default(''),
  host: z.string().default(''),
  extensions: z.number().nullable().default(null),
  work_country: z.string().nullable().default(null),
})

const partnership = z.strictObject({
  ...dates,
  partner: z.string(),
  person: z.string(),
  agreement: z.string().default(''),
  host: z.string().default(''),
  work_country: z.string().nullable().default(null),
})

const gap = z.strictObject({
  dataset: z.string(),
  record: z.string().nullable(),
  reason: z.string(),
  code: z.enum(['record-malformed', 'reference-dangling', 'identity-ambiguous']).default('record-malformed'),
})

const state = z.enum(['complete', 'partial', 'denied', 'failed', 'skipped'])

/** Members, or members and the rule by which others are taken in; `everybody` takes in the whole directory. */
const group = z.union([
  z.array(z.string()),
  z.strictObject({
    members: z.array(z.string()).default([]),
    takes: z.union([z.literal('everybody'), z.strictObject({ rule: z.string() })]),
  }),
])

const texts = z.union([z.string(), z.array(z.string())])

const expectedFinding = z.strictObject({
  rule: z.string(),
  /** The projects that it touches: one, or a list. Default: none. */
  project: texts.optional(),
  /** An account of the person, or for a finding about an account that one. */
  who: z.string().optional(),
  /** The resource's slug. */
  on: z.string().optional(),
  /** The condition, the entry or the dataset that it is about. */
  about: z.string().optional(),
  level: z.string().optional(),
  severity: z.string(),
  /** Default: as the family is, excess for access and conditions. */
  excess: z.boolean().optional(),
  parts: z.array(z.string()).default([]),
  /** `EX-1 active`. */
  exception: z.string().optional(),
  sum: z.number().nullable().optional(),
  accepts: z.string().optional(),
  says: texts.optional(),
  path: z.array(z.string()).optional(),
  life: z.string().optional(),
})

const expectation = z.strictObject({
  findings: z.array(expectedFinding),
  /** Are findings of the severity `notice` among them? Most stories leave out what is entitled and unused, and what ends soon. */
  notices: z.boolean().default(false),
  /** Every project with its status. */
  projects: z.record(z.string(), z.string()),
  /** Every access row: project → account of the person → resource → `standing`, or `standing level`. */
  access: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))).default({}),
  /** Rules that could not speak: `everywhere`, or the projects. Absent: none was hindered. */
  unchecked: z.record(z.string(), texts).optional(),
  exceptions: z.record(z.string(), z.string()).default({}),
  /** Why a project is not complete: each text occurs in its reasons. */
  reasons: z.record(z.string(), texts).default({}),
  /** Findings that ended tonight, as `RULE project who on`: the reason. */
  resolved: z.record(z.string(), z.string()).default({}),
  /** Findings that could not be checked again, in the same words. */
  notRechecked: z.array(z.string()).default([]),
})

const place = z.strictObject({ label: z.string(), countries: z.array(z.string()).nullable().default(null) })

const signInRule = z.strictObject({
  asks: z.enum(['strong-sign-in', 'refusal']),
  /** Left out: everybody. */
  groups: z.array(z.string()).optional(),
  except: z.strictObject({ accounts: z.array(z.string()).default([]), groups: z.array(z.string()).default([]) }).optional(),
  except_from: z.array(place).optional(),
  open: z.array(z.string()).default([]),
})

const systemSettings = z.strictObject({
  sharing: z.enum(['none', 'named-guests', 'any-guest', 'anyone']).optional(),
  inviters: z.enum(['nobody', 'appointed', 'members', 'everybody']).optional(),
  /** Rules about signing in, by name. */
  sign_in: z.record(z.string(), signInRule).default({}),
  /** Account → is a strong method registered? */
  strong: z.record(z.string(), z.boolean()).default({}),
  /** Tenants and domains of other organisations, with what they are called. */
  tenants: z.record(z.string(), z.string()).default({}),
  /** Program → who owns it, whose tenant it comes from, and whose word it takes. */
  programs: z
    .record(
      z.string(),
      z.strictObject({ owners: z.array(z.string()).default([]), home: z.string().nullable().default(null), trusts: z.array(z.string()).default([]), secrets: z.number().default(0) }), // prettier-ignore
    )
    .default({}),
  /** Id of a credential → whose it is, an account of the directory, or the id of one that is there no more. */
  credentials: z.record(z.string(), z.strictObject({ of: z.string(), kind: z.enum(['password', 'access-key', 'token', 'secret', 'link', 'invitation']).default('access-key'), active: z.boolean().nullable().default(true), ends: z.string().optional() })).default({}), // prettier-ignore
  /** Rights, as proofs print them, that come from a scope above. */
  wide: z.record(z.string(), z.string()).default({}),
})

export const scenarioNight = z.strictObject({
  night: z.string().optional(),
  now: z.string(),
  accounts: z.record(z.string(), account),
  groups: z.record(z.string(), group),
  resources: z.record(z.string(), z.strictObject({ kind: z.string().default('share'), granted: z.record(z.string(), z.union([grant, z.array(grant)])).default({}), open: z.record(z.string(), opening).default({}) })), // prettier-ignore
  /** Group → who may change its list (`add-members`) or its rules (`control`) → by the directory's own rules; of all other groups nobody may. */
  control: z.record(z.string(), z.record(z.string(), z.enum(['none', 'join', 'add-members', 'control']))).default({}),
  /** Source → what its system allows as a whole; `cloud` is one of which nothing is told, and nobody has an account there. */
  settings: z.record(z.string(), systemSettings).default({}),
  /** Rows of the register of doors: their holders are accounts of `doors`, joined by `person`. */
  doors: z.array(z.strictObject({ ...dates, person: z.string(), room: z.string(), level: z.string() })).default([]),
  hr: z.record(z.string(), employee),
  visitors: z.array(visitor),
  partners: z.array(partnership),
  training: z.array(z.strictObject({ ...dates, person: z.string(), course: z.string() })),
  clearances: z.array(
    z.strictObject({
      ...dates,
      person: z.string(),
      clearance: z.string(),
      status: z.enum(['ok', 'pending', 'missing', 'expired', 'unknown']),
      for: z.string(),
    }),
  ),
  /** What earlier runs saw, beside those that the story tells: in which post somebody reached a project. */
  held_posts: z.array(z.strictObject({ project: z.string(), subject: z.string(), department: z.string(), type: z.string().default('employee') })).default([]), // prettier-ignore
  approvals: z.array(z.strictObject({ ...dates, authority: z.string(), person: z.string() })),
  policy: z.record(z.string(), z.unknown()),
  /** State of a dataset, by `source` or `source/dataset`. */
  incomplete: z.record(z.string(), state).default({}),
  /** Sources that the configuration does not have. */
  unconfigured: z.array(z.string()).default([]),
  /** Sources of a kind that this version cannot read. */
  unreadable: z.array(z.string()).default([]),
  /** Sources that are configured and left no evidence. */
  absent: z.array(z.string()).default([]),
  /** Datasets that the evidence does not list, `source/dataset`. */
  unlisted: z.array(z.string()).default([]),
  /** The time that a dataset's records show; default an hour before `now`. */
  as_of: z.record(z.string(), z.string()).default({}),
  gaps: z.array(gap).default([]),
  joins: z.array(z.strictObject({ account: z.string(), person: z.string().nullable(), reason: z.string() })).default([]),
  expect: expectation,
})
