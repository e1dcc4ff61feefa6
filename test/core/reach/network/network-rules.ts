import type { TakenOut } from '../../../guards/guard.ts'

/** A line of the semantics, and the edit of the engine without which it is not there. */
export interface RuleOut {
  readonly what: string
  readonly takenOut: TakenOut
}

const out = (what: string, file: string, from: string, to: string): RuleOut => ({
  what,
  takenOut: { what, file: `core/${file.includes('/') ? '' : 'reach/network/'}${file}.ts`, edits: [[from, to]] },
})

export const RULES_OUT: readonly RuleOut[] = [
  // What a rule matches.
  out('a rule names a protocol', 'look', "fact.protocol !== 'any' && fact.protocol !== look.protocol", 'false'),
  out('a rule names a state', 'look', "if (fact.state !== 'any' && fact.state !== look.state) return false", ''),
  out('a rule names source ports', 'look', '!hasPort(fact.sourcePorts, look.sourcePort) ||', ''),
  out('a rule names destination ports', 'look', ' || !hasPort(fact.destinationPorts, look.destinationPort)', ''),
  out('ports mean a protocol with ports', 'look', 'port !== null && ranges.some', 'port === null || ranges.some'),
  out('a rule names an ICMP type', 'look', 'look.icmp?.type === fact.icmp.type &&', 'look.icmp !== null &&'),
  out('the other end must match too', 'look', 'if (!holds(other.widest, look.point)) return NOTHING', ''),
  out('a negated item matches every other address', 'compiled-filter', 'const [plain, negated] = [read.filter(({ item }) => !item.negated), read.filter(({ item }) => item.negated)]', 'const [plain, negated] = [read, read.filter(() => false)]'), // prettier-ignore
  out('a rule about the other family is no rule', 'compiled-filter', 'if (isOfOtherFamily(items, universe.family)) return { sure: [], widest: [], doubts: [] }', ''), // prettier-ignore
  out('a range counts to its last address', 'base/ip-range', 'hi: to.value.value + 1n', 'hi: from.value.value + 1n'),
  out('a name that nobody resolves may stand for anything', 'named-ranges', "return { sure: [], widest: 'all', doubts: [{ code: UNRESOLVED[kind], says: value }] }", 'return { sure: [], widest: [], doubts: [] }'), // prettier-ignore
  out('a set of unknown content may hold anything', 'named-ranges', 'found.unsure.length === 0 ? ranges', 'found.id !== "" ? ranges'),
  // What a list of rules decides.
  out(
    'rules are read in order',
    'decide',
    'for (const [at, rule] of rules.entries())',
    'for (const [at, rule] of rules.toReversed().entries())',
  ),
  out(
    'rules of a group are united',
    'passing',
    'each.map((passing) => passing.set).reduce(union, NO_ATOMS)',
    'each.map((passing) => passing.set).reduce(intersection)',
  ),
  out('the default decides the rest', 'decide', "if (filter.fact.default === 'allow') sets.push(open)", ''),
  out('the default may deny the rest', 'decide', "if (filter.fact.default === 'allow') sets.push(open)", 'sets.push(open)'),
  out('a chain decides for its caller', 'decide', "copy(canvas, inOrder(chain, undecidedIn(canvas, sure), scene).canvas, 'both', scene)", ''), // prettier-ignore
  out('a return leaves the rest of its list unread', 'decide', 'paint(canvas, gone, RETURNED)', ''),
  out('what a chain returned is its caller’s to decide', 'decide', 'if (index < 0) continue\n    const kind', 'if (index === -1 || index === -2) continue\n    const kind'), // prettier-ignore
  // Doubt.
  out('an allow with a condition is not sure', 'decide', 'return isAllow ? (isConditional ? NO_ATOMS : sure) : widest', 'return isAllow ? sure : widest'), // prettier-ignore
  out('a deny with a condition is no barrier', 'decide', 'return isAllow ? sure : isConditional ? NO_ATOMS : widest', 'return isAllow ? sure : widest'), // prettier-ignore
  out('a deny with a gap is no barrier for sure', 'decide', 'return isAllow ? widest : isConditional ? NO_ATOMS : sure', 'return isAllow ? widest : widest'), // prettier-ignore
  out('what was not understood is not sure', 'look', '!rule.isGap && ', ''),
  out('a jump that is perhaps not taken is not sure', 'decide', 'copy(canvas, inOrder(chain, undecidedIn(canvas, maybe), scene).canvas, keeps, scene)', "copy(canvas, inOrder(chain, undecidedIn(canvas, maybe), scene).canvas, 'both', scene)"), // prettier-ignore
  out('a family whose rules were not read is a gap', 'compiled-filter', '...unreadFamily(fact, universe.family), ', ''),
  out(
    'a filter that was not read takes certainty away',
    'verdict-sets',
    'const isBlurred = unread.narrowing.length > 0',
    'const isBlurred = false',
  ),
  out(
    'only what is connected blurs',
    'connected',
    'one.space === null || reached.has(one.space)',
    'one.space === null || one.space !== ""',
  ),
  out('an appliance that was not read is a gap', 'walk', 'if (placed.doubts.length > 0) {', 'if (placed.doubts.length < 0) {'),
  out('an unread peer is a gap', 'walk', "if (link.unsure.length > 0 && (walk.reading === 'sure' || (isGap && walk.reading === 'possible'))) return NO_ATOMS", ''), // prettier-ignore
  // Filters on the way.
  out('a border is crossed inwards', 'passing', "passing = border(walk, passing, segment, 'in')", 'passing = { ...passing }'),
  out('a border is crossed outwards', 'passing', "passing = border(walk, passing, segment, 'out')", 'passing = { ...passing }'),
  out('nothing stands inside a segment', 'passing', "direction === 'within' ? fact.within : true", 'true'),
  out('some filters stand inside a segment too', 'passing', "direction === 'within' ? fact.within : true", "direction !== 'within'"),
  out('a filter looks in its direction', 'passing', "fact.direction === 'both' || fact.direction === direction", 'true'),
  out('filters stand at the interface', 'passing', "const place = `interface ${one.fact.id}`", "const place = `interface ${one.fact.id}`\n    others.length = 0"), // prettier-ignore
  out('a place remembers what passed it', 'passing', 'const packet = remembers ?', 'const packet = !remembers && given.isReply ?'),
  out('a reply that a place never saw is a gap', 'passing', "return stepped(walk, packet, walk.reading === 'upper' ? set : NO_ATOMS, { filter: fact.id, rule: 'state' })", "return stepped(walk, packet, set, { filter: fact.id, rule: 'state' })"), // prettier-ignore
  out(
    'a filter without memory judges the reply',
    'passing',
    'if (packet.isReply && filter.fact.stateful) return',
    'if (packet.isReply) return',
  ),
  // Routes.
  out('the longest prefix wins', 'route-choice', 'b.length - a.length)', 'a.length - b.length)'),
  out('then the lower preference', 'route-choice', '|| a.preference - b.preference)', '|| b.preference - a.preference)'),
  out('of equal routes the flow decides', 'route-choice', "code: 'path-choice', says: ''", "code: 'route-unread', says: ''"),
  out('a route by an unread list is a gap', 'route-choice', "const unread: readonly Doubt[] = found?.unsure ?? [{ code: 'list-unread', says: list }]", 'if (list !== "") return known\n  const unread: readonly Doubt[] = []'), // prettier-ignore
  out(
    'with TCP the reply must return',
    'walk',
    'if (walk.protocol !== TCP) return ended(walk, packet, set)',
    'if (walk.protocol > 0) return ended(walk, packet, set)',
  ),
  out('a link without transit leads nowhere else', 'walk', 'if (!link.transit && !(fromOf(packet).space === near.space && toOf(packet).space === far.space)) return stopped(walk, packet)', ''), // prettier-ignore
  out('behind a link its own table applies', 'compile', 'tables.byLink.get(`${link} ${space}`) ?? null', '[...tables.byId.values()].find((table) => table.space === space && link !== "") ?? null'), // prettier-ignore
  out('to an attachment in the own subnet: out and in', 'walk', "return border(walk, border(walk, { packet, set }, at, 'out'), at, 'in')", 'return { packet, set }'), // prettier-ignore
  // Translations.
  out('filters behind a source translation see the new address', 'translate', 'set: [to, to + 1],', 'set,'),
  out('a source translation is undone for the reply', 'translate', "if (packet.isReply) return [undone(packet, set, node, 'source')]", 'if (packet.isReply) return [{ packet, set }]'), // prettier-ignore
  out('a destination translation comes before the filter', 'translate', 'if (one.fact.what !== what || !holds(one.dst, packet.point)) continue', "if (one.fact.what !== what || what === 'destination' || !holds(one.dst, packet.point)) continue"), // prettier-ignore
  out('a destination translation names its port', 'translate', 'if (one.fact.port !== null && one.fact.port !== packet.servicePort) continue', ''), // prettier-ignore
  out('a service is called at its fronts too', 'question', 'for (const front of atomsIn(dst)) add(fact.space, front, one)', ''),
  // What is said besides.
  out('a caller may choose its port', 'port-classes', 'for (const [first, last] of [...rule.sourcePorts, ...(fact.stateful ? [] : rule.destinationPorts)]) cuts.add(first).add(last + 1)', ''), // prettier-ignore
  out('a port that no system chooses is said', 'reach', "notes.push('crafted-source-port')", 'notes.length = 0'),
  out('a translated source is said', 'reach', "notes.push('source-translated')", 'notes.length = 0'),
  out('a packet without reply is said', 'reach', "['one-way']", '[]'),
  out('some addresses are said to be some', 'reach', "notes.push('some-addresses')", 'notes.length = 0'),
]
