// A second opinion on "is this access entitled?", written from the page of the policy language alone ("Meaning", "Registers"): person by
// person, line by line, on the rows and the policy as they are written. Nothing of the engine, nothing remembered, nothing fast.

/** A register row as the oracle sees it: days, and cells by column. */
export interface PlainRow {
  readonly from: string | null
  readonly until: string | null
  readonly cells: Readonly<Record<string, string>>
}

export interface PlainHuman {
  /** Every text that means this human and nobody else, in lower case: `id:e1`, mails, logins. */
  readonly names: readonly string[]
  readonly accounts: readonly { readonly address: string; readonly attributes: Readonly<Record<string, string>> }[]
  /** Addresses of the groups that hold one of the accounts, by any path. */
  readonly groups: readonly string[]
}

export interface PlainWorld {
  readonly today: string
  /** Rows by register. */
  readonly rows: Readonly<Record<string, readonly PlainRow[]>>
  /** Registers and sources that were not read completely. */
  readonly incomplete: readonly string[]
  /** Registers that no source supplies. */
  readonly unsourced: readonly string[]
  /** Bad rows: the register, and the text in the column that names whom the row is about. */
  readonly badRows: readonly { readonly register: string; readonly about: string }[]
  readonly humans: readonly PlainHuman[]
}

/** The policy as it is written, as far as the oracle reads it. */
export interface PlainPolicy {
  readonly affiliations: readonly PlainRule[]
  readonly partners: Readonly<Record<string, PlainPartner>>
  readonly projects: Readonly<Record<string, PlainProject>>
  readonly platforms: readonly { readonly source: string; readonly administrators: readonly string[] }[]
}

export interface PlainRule {
  readonly kind: string
  readonly match: readonly {
    readonly source: string
    readonly attribute: string
    readonly is?: string
    readonly is_one_of?: readonly string[]
    readonly domain_in?: 'partners'
  }[]
  readonly wins_over_external?: boolean
}

export interface PlainPartner {
  readonly country: string
  readonly domains?: readonly string[]
  readonly agreements: readonly {
    readonly id: string
    readonly type: string
    readonly covers: readonly string[]
    readonly from?: string
    readonly until: string
    readonly people?: 'any' | readonly string[]
    readonly data?: readonly string[]
  }[]
}

export interface PlainProject {
  readonly sensitivity: string
  readonly from?: string
  readonly until: string
  readonly data?: readonly string[]
  readonly export_control?: {
    readonly access_from?: readonly string[]
    readonly licences?: readonly {
      readonly id: string
      readonly until: string
      readonly to: readonly string[]
      readonly people?: 'any' | readonly string[]
    }[]
    readonly control_plan?: { readonly id: string; readonly people?: 'any' | readonly string[] }
  }
  readonly requires?: PlainConditions
  readonly resources: Readonly<Record<string, { readonly kind: string; readonly at: string; readonly shared_with?: readonly string[] }>>
  readonly entitled: readonly PlainLine[]
}

export interface PlainConditions {
  readonly training?: readonly string[]
  readonly clearance?: readonly string[]
  readonly agreement?: readonly string[]
  readonly licence?: readonly string[]
  readonly control_plan?: readonly string[]
  readonly host?: string
  readonly mfa?: true
}

export interface PlainLine {
  readonly who: {
    readonly person?: string
    readonly people?: readonly string[]
    readonly partner?: string
    readonly department?: string
    readonly authority?: string
    readonly workload?: string
    readonly owner?: string
  }
  readonly affiliation?: readonly string[]
  readonly gets: Readonly<Record<string, string>>
  readonly from?: string
  readonly until?: string
  readonly when?: PlainConditions
}

type Answer3 = 'met' | 'not-met' | 'unknown'

export type OracleStanding =
  | { readonly kind: 'entitled'; readonly by: string }
  | { readonly kind: 'failing'; readonly line: string; readonly parts: readonly string[] }
  | { readonly kind: 'undeclared' }
  | { readonly kind: 'not-assessed' }

/** How the access of `human` to a resource of a project stands, and by which line (`<project>/<index>`), default or office. */
export function plainStanding(
  world: PlainWorld,
  policy: PlainPolicy,
  human: PlainHuman,
  slug: string,
  resourceSlug: string,
  level: string,
): OracleStanding {
  const own = policy.projects[slug]!
  const resource = own.resources[resourceSlug]!
  // Meaning 12: the lines of all who share the address, under the highest sensitivity among them.
  const sharers = Object.entries(policy.projects).filter(([other, project]) => {
    if (other === slug) return true
    return Object.values(project.resources).some(
      (there) => there.at === resource.at && there.shared_with?.includes(slug) === true && resource.shared_with?.includes(other) === true,
    )
  })
  const ranks = ['open', 'internal', 'sensitive', 'controlled']
  const sensitivity = ranks[Math.max(...sharers.map(([, project]) => ranks.indexOf(project.sensitivity)))]!
  const strict = sensitivity === 'sensitive' || sensitivity === 'controlled'
  const relations = possibleRelations(world, policy, human, strict)

  const judged: { line: string; sure: boolean; parts: [string, Answer3][] }[] = []
  for (const [other, project] of [...sharers].sort(([a], [b]) => Number(b === slug) - Number(a === slug) || (a < b ? -1 : 1))) {
    const [theirSlug, theirs] = Object.entries(project.resources).find(([, there]) => there.at === resource.at)!
    for (const [index, line] of project.entitled.entries()) {
      const declared = line.gets[theirSlug]
      if (declared === undefined) continue
      const fit = whoFits(world, human, line)
      if (fit === 'not-met') continue
      const parts = partsOf(world, policy, human, other, project, line, declared, theirs.kind, level, relations)
      if (fit === 'unknown') parts.push(['who', 'unknown'])
      judged.push({ line: `${other}/${index}`, sure: fit === 'met', parts })
    }
  }

  const all = (wanted: Answer3) => judged.filter(({ parts }) => and(parts.map(([, truth]) => truth)) === wanted)
  const [covering] = all('met')
  if (covering !== undefined) return { kind: 'entitled', by: covering.line }

  // Meaning 1 and 11: what nobody needs to write down.
  let implied: Answer3 = 'not-met'
  if (sensitivity === 'internal' && ['see', 'read', 'write', 'use', 'connect', 'escorted', 'unescorted'].includes(level)) {
    const truth = every(relations, (relation) => relation === 'staff' || relation === 'research-student')
    if (truth === 'met') return { kind: 'entitled', by: 'default' }
    if (truth === 'unknown') implied = 'unknown'
  }
  const source = resource.at.slice(0, resource.at.indexOf(':'))
  if (policy.platforms.some((one) => one.source === source && one.administrators.some((name) => means(name, human)))) {
    const truth = every(relations, (relation) => !isExternal(relation))
    if (truth === 'met') return { kind: 'entitled', by: 'administrator' }
    if (truth === 'unknown') implied = 'unknown'
  }

  if (all('unknown').length > 0 || implied === 'unknown') return { kind: 'not-assessed' }
  // A tie goes to the line that is written first.
  const position = ({ line }: { readonly line: string }) => Object.keys(policy.projects).indexOf(line.split('/')[0]!)
  judged.sort((a, b) => position(a) - position(b))
  let nearest: (typeof judged)[number] | null = null
  for (const one of judged.filter(({ sure }) => sure)) if (nearest === null || failing(one).length < failing(nearest).length) nearest = one
  if (nearest !== null) return { kind: 'failing', line: nearest.line, parts: failing(nearest) }
  return { kind: 'undeclared' }
}

function failing({ parts }: { readonly parts: readonly (readonly [string, Answer3])[] }): readonly string[] {
  return parts.filter(([, truth]) => truth === 'not-met').map(([name]) => name)
}

function and(truths: readonly Answer3[]): Answer3 {
  if (truths.some((truth) => truth === 'not-met')) return 'not-met'
  return truths.some((truth) => truth === 'unknown') ? 'unknown' : 'met'
}

/** Does it hold in every way in which things may stand, in none, or can nobody tell? */
function every<Way>(ways: readonly Way[], holds: (way: Way) => boolean): Answer3 {
  const count = ways.filter(holds).length
  return count === ways.length ? 'met' : count === 0 ? 'not-met' : 'unknown'
}

function means(text: string, human: PlainHuman): boolean {
  return human.names.includes(text.toLowerCase())
}

function inForce(world: PlainWorld, { from, until }: { readonly from?: string | null; readonly until?: string | null }): boolean {
  return (from ?? '0000') <= world.today && world.today <= (until ?? '9999')
}

function rowsAbout(world: PlainWorld, register: string, human: PlainHuman): readonly PlainRow[] {
  return (world.rows[register] ?? []).filter(({ cells }) => means(cells['person'] ?? `id:${cells['employee_id']}`, human))
}

/** Might the register hold a row about the human that was not read? */
function mayHide(world: PlainWorld, register: string, human: PlainHuman): boolean {
  if (world.incomplete.includes(register)) return true
  return world.badRows.some((bad) => {
    if (bad.register !== register) return false
    const known = world.humans.filter((one) => means(bad.about, one) || means(`id:${bad.about}`, one))
    return known.length === 0 || known.includes(human)
  })
}

function whoFits(world: PlainWorld, human: PlainHuman, { who }: PlainLine): Answer3 {
  if (who.person !== undefined) return means(who.person, human) ? 'met' : 'not-met'
  if (who.people !== undefined) return who.people.some((name) => means(name, human)) ? 'met' : 'not-met'
  if (who.department !== undefined) {
    const there = rowsAbout(world, 'hr', human).some((row) => row.cells['department'] === who.department && inForce(world, row))
    if (there) return 'met'
    return mayHide(world, 'hr', human) || world.unsourced.includes('hr') ? 'unknown' : 'not-met'
  }
  if (who.authority?.startsWith('approvals:') === true && !world.unsourced.includes('approvals')) {
    if (approvalsOf(world, human, who.authority).length > 0) return 'met'
    return mayHide(world, 'approvals', human) ? 'unknown' : 'not-met'
  }
  if (who.authority !== undefined) {
    if (human.groups.includes(who.authority)) return 'met'
    return who.authority.startsWith('approvals:') || world.incomplete.includes('ad') ? 'unknown' : 'not-met'
  }
  return human.accounts.some(({ address }) => address === who.workload) ? 'met' : 'not-met'
}

function approvalsOf(world: PlainWorld, human: PlainHuman, authority: string): readonly PlainRow[] {
  return rowsAbout(world, 'approvals', human).filter(({ cells }) => `approvals:${cells['authority']}` === authority)
}

function partsOf(
  world: PlainWorld,
  policy: PlainPolicy,
  human: PlainHuman,
  slug: string,
  project: PlainProject,
  line: PlainLine,
  declared: string,
  kind: string,
  level: string,
  relations: readonly string[],
): [string, Answer3][] {
  const parts: [string, Answer3][] = []
  const say = (name: string, truth: Answer3) => parts.push([name, truth])
  const is = (truth: boolean): Answer3 => (truth ? 'met' : 'not-met')
  const when = [project.requires ?? {}, line.when ?? {}]

  say('level', is(includes(kind, declared, level)))
  const until = line.until ?? project.until
  const from = line.from ?? project.from ?? null
  if (until < world.today) say('ended', 'not-met')
  else say('not-begun', is(from === null || from <= world.today))

  if (line.who.authority?.startsWith('approvals:') === true && !world.unsourced.includes('approvals')) {
    const live = approvalsOf(world, human, line.who.authority).some((row) => inForce(world, row))
    say('approval', live ? 'met' : mayHide(world, 'approvals', human) ? 'unknown' : 'not-met')
  }
  if (line.affiliation !== undefined)
    say(
      'affiliation',
      every(relations, (relation) => line.affiliation!.includes(relation)),
    )

  const named = when.flatMap(({ agreement = [] }) => agreement)
  const agreementHolds = (ones: PlainPartner['agreements']) =>
    ones.some(
      (one) =>
        one.covers.includes(slug) &&
        inForce(world, one) &&
        (one.people === undefined || one.people === 'any' || one.people.some((name) => means(name, human))) &&
        (one.data === undefined || (project.data ?? ['research-data']).every((data) => one.data!.includes(data))),
    )
  const everyAgreement = Object.values(policy.partners).flatMap(({ agreements }) => agreements)
  for (const id of named) say('agreement', is(agreementHolds(everyAgreement.filter((one) => one.id === id))))
  if (line.who.partner !== undefined && named.length === 0) {
    const theirs = policy.partners[line.who.partner]!.agreements
    say('agreement', is(agreementHolds(theirs.filter(({ type }) => type !== 'nda'))))
  }

  for (const course of when.flatMap(({ training = [] }) => training)) {
    const rows = rowsAbout(world, 'training', human).filter(({ cells }) => cells['course'] === course)
    say('training', found(world, 'training', human, rows))
  }
  for (const clearance of when.flatMap(({ clearance: list = [] }) => list)) {
    const rows = rowsAbout(world, 'clearances', human).filter(
      ({ cells }) => cells['clearance'] === clearance && cells['for'] === slug && cells['status'] === 'ok',
    )
    say('clearance', found(world, 'clearances', human, rows))
  }
  const control = project.export_control
  const lists = (people: 'any' | readonly string[] | undefined) =>
    people === undefined || people === 'any' || people.some((name) => means(name, human))
  for (const id of when.flatMap(({ licence = [] }) => licence)) {
    say('licence', is(control?.licences?.some((one) => one.id === id && world.today <= one.until && lists(one.people)) === true))
  }
  for (const id of when.flatMap(({ control_plan = [] }) => control_plan)) {
    say('control-plan', is(control?.control_plan?.id === id && lists(control.control_plan.people)))
  }
  for (const { host } of when) if (host !== undefined) say('host', hostTruth(world, human, host))
  if (when.some(({ mfa }) => mfa === true)) say('mfa', 'unknown')

  // Meaning 9: where it may be used from; a licence of the line adds its own countries.
  if (control?.access_from !== undefined) {
    const asked = when.flatMap(({ licence = [] }) => licence)
    const allowed = new Set([
      ...control.access_from,
      ...(control.licences ?? []).filter(({ id, until }) => asked.includes(id) && world.today <= until).flatMap(({ to }) => to),
    ])
    say('territory', territoryTruth(world, policy, human, allowed, relations))
  }
  const personal = (project.data ?? []).filter((data) => data === 'personal-data' || data === 'special-category')
  if (personal.length > 0) {
    const ofLine = line.who.partner === undefined ? null : policy.partners[line.who.partner]!
    const terms = termsTruth(world, policy, human, personal, slug, ofLine, relations)
    if (terms !== null) say('terms', terms)
  }
  return parts
}

function includes(kind: string, declared: string, held: string): boolean {
  if (kind === 'room')
    return ['escorted', 'unescorted', 'out-of-hours'].indexOf(held) <= ['escorted', 'unescorted', 'out-of-hours'].indexOf(declared)
  const scale = kind === 'group' ? ['use', 'manage', 'admin'] : ['see', 'read', 'write', 'manage', 'admin']
  return scale.includes(held) && scale.indexOf(held) <= scale.indexOf(declared)
}

/** Met by a row in force; else unknown where a row may be hidden, or where nobody keeps the register. */
function found(world: PlainWorld, register: string, human: PlainHuman, rows: readonly PlainRow[]): Answer3 {
  if (rows.some((row) => inForce(world, row))) return 'met'
  return world.unsourced.includes(register) || mayHide(world, register, human) ? 'unknown' : 'not-met'
}

function hostTruth(world: PlainWorld, human: PlainHuman, wanted: string): Answer3 {
  const rows = ['visitors', 'partners'].flatMap((register) => rowsAbout(world, register, human)).filter((row) => inForce(world, row))
  const hosts = rows.map(({ cells }) => cells['host'] ?? '').filter((name) => name !== '')
  const isWanted = (name: string) => world.humans.some((host) => means(name, host) && means(wanted, host))
  if (hosts.some((name) => wanted === 'any' || isWanted(name))) return 'met'
  const kept = ['visitors', 'partners'].filter((register) => !world.unsourced.includes(register))
  return kept.length === 0 || kept.some((register) => mayHide(world, register, human)) ? 'unknown' : 'not-met'
}

function territoryTruth(
  world: PlainWorld,
  policy: PlainPolicy,
  human: PlainHuman,
  allowed: ReadonlySet<string>,
  relations: readonly string[],
): Answer3 {
  const live = ['hr', 'visitors', 'partners'].flatMap((register) => rowsAbout(world, register, human)).filter((row) => inForce(world, row))
  const worked = live.map(({ cells }) => cells['work_country'] ?? '').filter((country) => country !== '')
  const places = [...worked, ...partnersBehind(world, policy, human).map(({ country }) => country)]
  if (places.some((country) => !allowed.has(country))) return 'not-met'
  if (['hr', 'visitors', 'partners'].some((register) => mayHide(world, register, human))) return 'unknown'
  return places.length === 0 && relations.some(isExternal) ? 'unknown' : 'met'
}

/** Whom somebody comes for: rows in force; else nobody for an employee; else the last row, else the domain of a name. */
function partnersBehind(world: PlainWorld, policy: PlainPolicy, human: PlainHuman): readonly PlainPartner[] {
  const organisation = ({ cells }: PlainRow) => cells['partner'] ?? cells['organisation'] ?? ''
  const rows = ['partners', 'visitors'].flatMap((register) => rowsAbout(world, register, human)).filter((row) => organisation(row) !== '')
  const live = rows.filter((row) => inForce(world, row))
  if (live.length > 0) return live.flatMap((row) => partnerNamed(policy, organisation(row)) ?? [])
  if (rowsAbout(world, 'hr', human).some((row) => inForce(world, row) && row.cells['status'] === 'active')) return []
  const [former] = rows
  if (former !== undefined) return [partnerNamed(policy, organisation(former))].filter((partner) => partner !== null)
  const byDomain = Object.values(policy.partners).filter(({ domains = [] }) =>
    domains.some((domain) => human.names.some((name) => name.endsWith(`@${domain}`) || name.endsWith(`.${domain}`))),
  )
  return byDomain.slice(0, 1)
}

/** Personal data: every partner for whom the person comes, by the line or by the registers, needs an agreement about data, and one about the transfer from abroad. */
function termsTruth(
  world: PlainWorld,
  policy: PlainPolicy,
  human: PlainHuman,
  classes: readonly string[],
  slug: string,
  ofLine: PlainPartner | null,
  relations: readonly string[],
): Answer3 | null {
  const holds = ({ agreements, country }: PlainPartner): boolean => {
    const live = (...types: readonly string[]) =>
      agreements.some(
        (one) =>
          types.includes(one.type) &&
          one.covers.includes(slug) &&
          inForce(world, one) &&
          (one.people === undefined || one.people === 'any' || one.people.some((name) => means(name, human))) &&
          (one.data === undefined || classes.every((data) => one.data!.includes(data))),
      )
    return live('data-processing', 'data-sharing') && (country === 'GB' || live('transfer'))
  }
  const inside = relations.every((relation) => !isExternal(relation))
  const outside = relations.every(isExternal)
  const behind = inside ? [] : partnersBehind(world, policy, human)
  if (ofLine !== null && !holds(ofLine)) return 'not-met'
  if (outside && !behind.every(holds)) return 'not-met'
  if (!inside && (['visitors', 'partners'].some((register) => mayHide(world, register, human)) || !behind.every(holds))) return 'unknown'
  return ofLine === null && behind.length === 0 ? null : 'met'
}

function partnerNamed(policy: PlainPolicy, text: string): PlainPartner | null {
  const bySlug = policy.partners[text]
  if (bySlug !== undefined) return bySlug
  return Object.values(policy.partners).find(({ domains = [] }) => domains.includes(text)) ?? null
}

function isExternal(relation: string): boolean {
  return !['staff', 'research-student', 'taught-student'].includes(relation)
}

/**
 * Meaning 6, in every way in which the unread rows may stand: each rule that might hold unseen is tried as holding and as not
 * holding. `unknown` where no rule matches; `ended` where only ended records do.
 */
function possibleRelations(world: PlainWorld, policy: PlainPolicy, human: PlainHuman, strict: boolean): readonly string[] {
  let ways: (readonly string[])[] = [[]]
  for (const rule of policy.affiliations) {
    const state = ruleState(world, policy, human, rule)
    const here = state === 'maybe' ? ['no', 'yes'] : [state]
    ways = ways.flatMap((way) => here.map((one) => [...way, one]))
  }
  return ways.map((way) => {
    const live = policy.affiliations.filter((_, index) => way[index] === 'yes')
    const [first] = live
    if (first === undefined) return way.includes('past') ? 'ended' : 'unknown'
    if (!strict || first.wins_over_external === true || isExternal(first.kind)) return first.kind
    return live.find(({ kind }) => isExternal(kind))?.kind ?? first.kind
  })
}

function ruleState(world: PlainWorld, policy: PlainPolicy, human: PlainHuman, rule: PlainRule): 'yes' | 'past' | 'no' | 'maybe' {
  const states = rule.match.map((match) => {
    const records = recordsIn(world, human, match.source).filter(({ values }) => {
      const value = values[match.attribute] ?? ''
      if (match.is !== undefined) return value === match.is
      if (match.is_one_of !== undefined) return match.is_one_of.includes(value)
      const domains = Object.values(policy.partners).flatMap((partner) => partner.domains ?? [])
      return domains.some((domain) => value.endsWith(`@${domain}`) || value.endsWith(`.${domain}`))
    })
    if (records.some(({ live }) => live)) return 'yes'
    if (mayHide(world, match.source, human)) return 'maybe'
    return records.length > 0 ? 'past' : 'no'
  })
  if (states.includes('no')) return 'no'
  if (states.includes('past')) return states.includes('maybe') ? 'no' : 'past'
  return states.includes('maybe') ? 'maybe' : 'yes'
}

function recordsIn(
  world: PlainWorld,
  human: PlainHuman,
  source: string,
): readonly { readonly values: Readonly<Record<string, string>>; readonly live: boolean }[] {
  if (source === 'ad') return human.accounts.map(({ attributes }) => ({ values: attributes, live: true }))
  return rowsAbout(world, source, human).map((row) => ({
    values: row.cells,
    live: inForce(world, row) && row.cells['status'] !== 'left',
  }))
}
