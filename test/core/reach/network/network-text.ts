import type { Doubt } from '../../../../src/core/model/network-doubt.ts'
import type {
  FilterPlace,
  MatchItem,
  NetworkFilter,
  NetworkRule,
  PortRange,
  RuleAction,
} from '../../../../src/core/model/network-filter.ts'
import type { LinkEnd, NetworkFact, NetworkRoute, NetworkRoutes, NetworkSegment, RouteTarget } from '../../../../src/core/model/network.ts'

/** A network as lines that a network engineer writes; `fixtures/network-cases/README.md` says how. */
export interface NetworkText {
  readonly spaces?: Readonly<Record<string, string>>
  readonly segments: Readonly<Record<string, string>>
  readonly placements?: Readonly<Record<string, string>>
  readonly sets?: Readonly<Record<string, string>>
  readonly links?: Readonly<Record<string, string>>
  readonly routes?: Readonly<
    Record<string, { readonly in: string; readonly for: string; readonly routes: readonly string[]; readonly unsure?: string }>
  >
  readonly filters?: Readonly<Record<string, FilterText>>
  readonly translations?: Readonly<Record<string, string>>
  readonly unread?: readonly string[]
}

interface FilterText {
  readonly at: string
  readonly is: string
  readonly rules?: readonly string[]
  readonly chains?: Readonly<Record<string, readonly string[]>>
}

const NUMBERS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 }
const stated = (id: string) => ({ id, provenance: { source: 'case', dataset: 'network', file: 'case.yaml', record: id } })

/** The facts of the text; a word that the format does not know is an error, never passed over. */
export function factsOfText(text: NetworkText): readonly NetworkFact[] {
  const each = <Value, Fact extends NetworkFact>(
    map: Readonly<Record<string, Value>> | undefined,
    fact: (id: string, value: Value) => Fact,
  ) => Object.entries(map ?? {}).map(([id, value]) => fact(id, value))
  return [
    ...each(text.spaces, (id, what) => ({ ...stated(id), kind: 'space', what: what as 'campus', unsure: [] })),
    ...each(text.segments, segment),
    ...each(text.placements, (id, line) => {
      const words = fields(line, ['filters', 'unsure'], ['forwards'])
      const [at = '', ...addresses] = words.plain
      return { ...stated(id), kind: 'placement', resource: `case:${id}`, segment: at, addresses, filters: list(words.named['filters']), forwards: words.flags.has('forwards'), unsure: doubts(words.named['unsure']) } // prettier-ignore
    }),
    ...each(text.sets, (id, line) => {
      const words = fields(line, ['unsure'], [])
      return { ...stated(id), kind: 'set', cidrs: words.plain, unsure: doubts(words.named['unsure']) }
    }),
    ...each(text.links, (id, line) => {
      const words = fields(line, ['unsure'], ['transit'])
      const [one, other, ...more] = words.plain.map(linkEnd)
      if (one === undefined || other === undefined || more.length > 0) throw new Error(`a link has two ends: ${line}`)
      return { ...stated(id), kind: 'link', transit: words.flags.has('transit'), ends: [one, other], unsure: doubts(words.named['unsure']) }
    }),
    ...each(text.routes, (id, { in: space, for: users, routes, unsure }) => ({ ...stated(id), kind: 'routes', space, usedBy: users.split(', ').map(user), routes: routes.map(route), unsure: doubts(unsure) })), // prettier-ignore
    ...each(text.filters, filter),
    ...each(text.translations, translation),
    ...(text.unread ?? []).map((line): NetworkFact => {
      const [what, space = null] = line.split(' of ')
      return { ...stated(line), kind: 'unread', what: what as 'segments', space, unsure: [] }
    }),
  ]
}

function segment(id: string, line: string): NetworkSegment {
  const words = fields(line, ['zone', 'what', 'unsure'], ['placed'])
  const [space = '', ...cidrs] = words.plain
  return { ...stated(id), kind: 'segment', space, what: (words.named['what'] ?? 'vlan') as 'vlan', cidrs, occupancy: words.flags.has('placed') ? 'placed' : 'any', zone: words.named['zone'] ?? null, unsure: doubts(words.named['unsure']) } // prettier-ignore
}

function filter(id: string, { at, is, rules, chains }: FilterText): NetworkFilter {
  const words = fields(
    is,
    ['else', 'families', 'unsure'],
    ['in', 'out', 'both', 'within', 'stateful', 'stateless', 'first-match', 'any-allow'],
  )
  if (words.plain.length > 0) throw new Error(`not understood: ${words.plain.join(' ')}`)
  const [kind, name = '', to = ''] = at.split(/ (?:to )?/u)
  const attach: FilterPlace =
    kind === 'segment' ? { kind, segment: name } : kind === 'node' ? { kind, node: name } : kind === 'zones' ? { kind: 'pair', from: name, to } : { kind: 'interface' } // prettier-ignore
  return {
    ...stated(id),
    kind: 'filter',
    attach,
    direction: words.flags.has('in') ? 'in' : words.flags.has('out') ? 'out' : 'both',
    within: words.flags.has('within'),
    stateful: words.flags.has('stateful'),
    combine: words.flags.has('any-allow') ? 'any-allow' : 'first-match',
    default: words.named['else'] === 'allow' ? 'allow' : 'deny',
    families: list(words.named['families'] ?? '4,6').map((family) => (family === '4' ? 4 : 6)),
    rules: (rules ?? []).map(rule),
    chains: Object.fromEntries(Object.entries(chains ?? {}).map(([chain, lines]) => [chain, lines.map(rule)])),
    unsure: doubts(words.named['unsure']),
  }
}

/** `10 allow tcp from 10.1.0.0/24 port 1024-65535 to any port 443 state new unsure schedule`. */
function rule(line: string): NetworkRule {
  const [order = '', verb = '', ...rest] = line.split(/\s+/u)
  const found: Record<string, string[]> = { is: [], from: [], to: [], 'from port': [], 'to port': [], icmp: [], state: [], unsure: [] }
  let [side, into] = ['', 'is']
  for (const word of rest) {
    if (word === 'from' || word === 'to') [side, into] = [word, word]
    else if (word === 'port') into = `${side} port`
    else if (word === 'state' || word === 'unsure' || word === 'type') into = word === 'type' ? 'icmp' : word
    else (found[into] ?? fail(line)).push(word)
  }
  const [protocol = 'any', ...more] = found['is'] ?? []
  if (more.length > 0) return fail(line)
  const [type, code] = (found['icmp']?.[0] ?? '').split('/')
  return {
    order: Number(order),
    action: verb.startsWith('jump:') ? { kind: 'jump', chain: verb.slice(5) } : action(verb, line),
    protocol: protocol === 'any' ? 'any' : (NUMBERS[protocol] ?? Number(protocol)),
    src: (found['from'] ?? []).flatMap(item),
    dst: (found['to'] ?? []).flatMap(item),
    sourcePorts: (found['from port'] ?? []).map(ports),
    destinationPorts: (found['to port'] ?? []).map(ports),
    icmp: type === undefined || type === '' ? null : { type: Number(type), code: code === undefined ? null : Number(code) },
    state: (found['state']?.[0] ?? 'any') as NetworkRule['state'],
    unsure: doubts(found['unsure']?.join(',')),
  }
}

function action(verb: string, line: string): RuleAction {
  return verb === 'allow' || verb === 'deny' || verb === 'return' ? { kind: verb } : fail(line)
}

function item(word: string): readonly MatchItem[] {
  if (word === 'any') return []
  const negated = word.startsWith('!')
  const text = negated ? word.slice(1) : word
  const named = /^(members|list|tag|segment|name|principals):(.*)$/u.exec(text)
  return named === null
    ? [{ kind: 'cidr', value: text, negated }]
    : [{ kind: named[1] as MatchItem['kind'], value: named[2] ?? '', negated }]
}

function route(line: string): NetworkRoute {
  const words = fields(line, ['preference', 'unsure'], [])
  const [dst = '', arrow, kind = '', name = ''] = words.plain
  if (arrow !== '->') return fail(line)
  return {
    dst,
    target: target(kind, name, line),
    preference: Number(words.named['preference'] ?? 0),
    unsure: doubts(words.named['unsure']),
  }
}

function target(kind: string, name: string, line: string): RouteTarget {
  if (kind === 'node') return { kind, node: name }
  if (kind === 'table') return { kind, table: name }
  if (kind === 'link') return { kind, link: name }
  return kind === 'local' || kind === 'internet' || kind === 'drop' || kind === 'unknown' ? { kind } : fail(line)
}

function user(text: string): NetworkRoutes['usedBy'][number] {
  const [kind, name = ''] = text.split(' ')
  if (kind === 'segment') return { kind, segment: name }
  if (kind === 'node') return { kind, node: name }
  if (kind === 'link') return { kind, link: name }
  return text === 'every segment' ? { kind: 'every-segment' } : fail(text)
}

/** `fw1 source from 10.0.0.0/8 to any becomes campus 192.0.2.1`, `fw1 destination in campus from any to 10.9.0.1 port 80 becomes campus 10.2.0.4 port 8080`. */
function translation(id: string, line: string): NetworkFact {
  const read = /^(\S+) (source|destination)(?: in (\S+))? from (.+) to (.+?)(?: port (\d+))? becomes (\S+) (\S+?)(?: port (\d+))?$/u.exec(
    line,
  )
  if (read === null) return fail(line)
  const [, node = '', what, space, src = '', dst = '', port, at = '', address = '', into] = read
  const cidrs = (text: string) => (text === 'any' ? [] : text.split(' '))
  return { ...stated(id), kind: 'translation', node, order: 0, what: what as 'source', space: space ?? at, src: cidrs(src), dst: cidrs(dst), port: port === undefined ? null : Number(port), to: { space: at, address, port: into === undefined ? null : Number(into) }, unsure: [] } // prettier-ignore
}

function linkEnd(word: string): LinkEnd {
  const [space = '', at] = word.split('@')
  return { space, segment: at ?? null }
}

function ports(word: string): PortRange {
  const [first = '', last = first] = word.split('-')
  return [Number(first), Number(last)]
}

function doubts(text: string | undefined): readonly Doubt[] {
  return list(text).map((code) => ({ code: code as Doubt['code'], says: '' }))
}

function list(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',')
}

function fields(line: string, names: readonly string[], flags: readonly string[]) {
  const found = { plain: [] as string[], named: {} as Record<string, string>, flags: new Set<string>() }
  for (const word of line.split(/\s+/u)) {
    const [name = '', value] = word.split('=')
    if (value !== undefined && names.includes(name)) found.named[name] = value
    else if (flags.includes(word)) found.flags.add(word)
    else if (value !== undefined) fail(line)
    else found.plain.push(word)
  }
  return found
}

function fail(line: string): never {
  throw new Error(`not understood: ${line}`)
}
