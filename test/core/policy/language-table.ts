/*
 * The tables of the policy language, written down a second time from its page and not from the schema: which keys a map has, which are
 * required (`!`), and what stands behind them. The mutation test takes its expectations from here.
 */

/** A scalar's type by name; `[x]` a list; `{…}` a map with fixed keys; `{'*': x}` a map whose keys the author chooses. */
export type Type = string | readonly [Type] | { readonly [key: string]: Type } | Either

/** Written either as a map or as a scalar. */
export class Either {
  readonly map: { readonly [key: string]: Type }
  readonly scalar: string
  constructor(map: { readonly [key: string]: Type }, scalar: string) {
    this.map = map
    this.scalar = scalar
  }
}

/** What a bare number is called where a type stands that it does not fit; null where a number fits. */
export const NUMBER_CODE: Readonly<Record<string, string | null>> = {
  text: 'P017',
  source: 'P017',
  address: 'P017',
  url: 'P017',
  ids: 'P017',
  rule: 'P017',
  date: 'P015',
  duration: 'P016',
  percent: 'P016',
  zone: 'P016',
  country: 'P016',
  person: 'P016',
  slug: 'P016',
  host: 'P016',
  one: 'P014',
  flag: 'P013',
  true: 'P013',
  level: 'P013',
  'bare-level': 'P030',
  end: 'P013',
  people: 'P013',
  ports: 'P013',
  count: null,
  version: 'P010',
}

const ESCALATION = { to: ['text'], fix_within: 'duration', may_accept: 'text' } as const
const APPETITE = { open: { critical: 'count', high: 'count', medium: 'count', low: 'count' }, max_exception: 'duration' } as const
const END = new Either({ tag: 'slug', segment: 'address', affiliation: ['one'] }, 'end')

export const CONDITIONS = {
  training: ['slug'],
  clearance: ['slug'],
  agreement: 'ids',
  licence: 'ids',
  control_plan: 'ids',
  host: 'host',
  mfa: 'true',
  access_from: ['country'],
} as const

export const ABOUT = {
  project: 'slug',
  subject: 'text',
  resource: 'address',
  level: 'bare-level',
  condition: 'text',
  account: 'address',
  platform: 'text',
  object: 'text',
  partner: 'slug',
  conflict: 'text',
  from: 'text',
  to: 'text',
  ports: ['port'],
  section: 'text',
  key: 'text',
  line: 'text',
  register: 'text',
  item: 'text',
  overdue: 'text',
} as const

export const WHO = {
  person: 'person',
  people: ['person'],
  partner: 'slug',
  department: 'text',
  authority: 'address',
  workload: 'address',
  owner: 'person',
} as const

export const MATCH = { 'source!': 'source', 'attribute!': 'text', is: 'text', is_one_of: ['text'], domain_in: 'one' } as const

export const FILE: { readonly [key: string]: Type } = {
  version: 'version',
  institution: {
    'name!': 'text',
    'timezone!': 'zone',
    'senior_lead!': 'person',
    'siro!': 'person',
    champions: { academic: 'person', corporate: 'person' },
    officers: { '*': 'person' },
    escalation: { critical: ESCALATION, high: ESCALATION, medium: ESCALATION, low: ESCALATION },
    appetite: {
      open: APPETITE,
      internal: APPETITE,
      sensitive: APPETITE,
      controlled: APPETITE,
      funding: { one_funder_max: 'percent', one_country_max: 'percent' },
      coverage: { sources_on_time_min: 'percent', affiliation_known_min: 'percent' },
    },
    reviews: {
      board: 'duration',
      partner: 'duration',
      open: 'duration',
      internal: 'duration',
      sensitive: 'duration',
      controlled: 'duration',
    },
    home_law_review: [{ 'country!': 'country', 'reason!': 'text', 'owner!': 'person' }],
    authorities: ['address'],
    thresholds: { ends_soon: 'duration', unused_after: 'one', missing_after: 'duration', cumulative_projects: 'count' },
  },
  affiliations: [
    {
      'kind!': 'one',
      'match!': [MATCH],
      requires: { host: 'flag', end_date: 'flag', max_length: 'duration', max_extensions: 'count' },
      wins_over_external: 'flag',
    },
  ],
  partners: {
    '*': {
      'name!': 'text',
      'country!': 'country',
      ror: 'url',
      domains: ['text'],
      tenants: ['text'],
      aws_accounts: ['text'],
      agreements: [{ 'id!': 'text', 'type!': 'one', 'covers!': ['slug'], from: 'date', 'until!': 'date', people: 'people', data: ['one'] }],
      due_diligence: { reputational: 'one', ethical: 'one', security: 'one', reviewed: 'date', next: 'date', by: 'person' },
      law_review: { 'done!': 'date', 'by!': 'person', 'outcome!': 'text' },
      funder_share: 'percent',
    },
  },
  projects: {
    '*': {
      'title!': 'text',
      'lead!': 'person',
      deputy: 'person',
      department: 'text',
      'sensitivity!': 'one',
      crown_jewel: 'flag',
      from: 'date',
      'until!': 'date',
      why_sensitive: ['one'],
      decision: { 'outcome!': 'one', 'by!': 'person', 'on!': 'date' },
      export_control: {
        'regime!': 'one',
        rating: 'text',
        access_from: ['country'],
        licences: [{ 'id!': 'text', 'until!': 'date', 'to!': ['country'], people: 'people' }],
        control_plan: { 'id!': 'text', people: 'people' },
      },
      data: ['one'],
      requires: CONDITIONS,
      duties: { '*': ['person'] },
      'resources!': {
        '*': { 'kind!': 'one', 'at!': 'address', owner: 'person', tags: ['slug'], via: 'text', data: ['one'], shared_with: ['slug'] },
      },
      'entitled!': [
        {
          'who!': WHO,
          affiliation: ['one'],
          'gets!': { '*': new Either({ 'level!': 'bare-level', ports: ['port'] }, 'level') },
          from: 'date',
          until: 'date',
          when: CONDITIONS,
          why: 'text',
        },
      ],
    },
  },
  tags: { '*': ['address'] },
  segregation: [
    { 'id!': 'text', never: { 'from!': END, 'to!': END, ports: 'ports' }, only: { 'to!': END, 'from!': [END], ports: 'ports' } },
  ],
  conflicts: [{ 'id!': 'text', exclusive: ['slug'], applies_to: ['one'], duties: ['slug'], why: 'text' }],
  platforms: [
    {
      'id!': 'slug',
      'source!': 'source',
      'run_by!': 'one',
      'owner!': 'person',
      assessed: 'date',
      administrators: ['person'],
      external_sharing: { open: 'one', internal: 'one', sensitive: 'one', controlled: 'one' },
    },
  ],
  blind_spots: [
    { 'id!': 'text', 'source!': 'source', 'dataset!': 'text', 'reason!': 'text', 'accepted_by!': 'person', 'expires!': 'date' },
  ],
  exceptions: [
    {
      'id!': 'text',
      'rule!': new Either({ 'access!': ['one'] }, 'rule'),
      'about!': ABOUT,
      'reason!': 'text',
      'mitigation!': 'text',
      'asked_by!': 'person',
      'approved_by!': 'person',
      'granted!': 'date',
      'expires!': 'date',
      ticket: 'text',
    },
  ],
}
