import { connectedUnread } from './connected.ts'
import { type NetworkReach, foundCallers, packetOf, walkOf } from './found-callers.ts'
import { holds, intersection } from './atom-set.ts'
import { FIRST_HIGH_PORT, translatedPorts } from './port-classes.ts'
import { nothingRemembered } from './packet.ts'
import { type Question, frontsOf, targetOf } from './question.ts'
import { classesTowards } from './start-classes.ts'
import type { TrailStep } from './trail.ts'
import { lowestAddress } from './universe.ts'
import { READING_OF, type ReachVerdict, verdictSets } from './verdict-sets.ts'
import { opened } from './walk.ts'

/** One packet that shows a segment's verdict, and its way. */
export interface Witness {
  readonly verdict: ReachVerdict
  readonly source: string
  readonly sourcePort: number | null
  readonly destination: string
  readonly destinationPort: number | null
  /** To the end and back; of one that does not come so far, up to where it is stopped. */
  readonly trail: readonly TrailStep[]
}

/**
 * The lowest address that has the segment's verdict, with the lowest port from 32,768 up that does (else the lowest that does) and the
 * lowest destination. Null where the segment or what is asked for is not known, nothing sends, or there is no address to send to.
 */
export function witnessOf(reach: NetworkReach, question: Question, segmentId: string): Witness | null {
  const { network } = reach
  const target = targetOf(network, question)
  const segment = network.segments.get(segmentId)
  if (target === null || segment === undefined) return null
  const { space } = segment.fact
  const found = foundCallers(reach, target).get(space)
  const { verdict, sets } = verdictSets(segment, found, connectedUnread(network, target.space))
  const passing = found === undefined ? [] : intersection(sets[verdict], found[READING_OF[verdict]])
  const source = (passing.length > 0 ? passing : sets[verdict])[0]
  if (source === undefined) return null
  const attempt = attempts(reach, question, space, source, verdict)
  if (attempt === null) return null
  const { port, point, servicePort, trail } = attempt
  const text = (atom: number): string => lowestAddress(network.universe, atom)
  return { verdict, source: text(source), sourcePort: port, destination: text(point), destinationPort: servicePort, trail }
}

interface Attempt {
  readonly port: number | null
  readonly point: number
  readonly servicePort: number | null
  readonly trail: readonly TrailStep[]
}

/** The first packet that passes; where none does, the one that comes furthest, the first of these. */
function attempts(
  { network, classes, ports: all }: NetworkReach,
  question: Question,
  space: string,
  source: number,
  verdict: ReachVerdict,
): Attempt | null {
  const target = targetOf(network, question)
  if (target === null) return null
  const ports = target.port === null ? [null] : [...all.filter(isHigh), ...all.filter((port) => !isHigh(port))]
  const fronts = [...frontsOf(network, target)].sort((a, b) => a.point - b.point)
  const remembered = nothingRemembered()
  let furthest: Attempt | null = null
  for (const port of ports) {
    for (const front of fronts) {
      const start = classesTowards(classes, front.end).find(({ end, set }) => end.space === space && holds(set, source))
      if (start === undefined) continue
      const passed: (readonly TrailStep[])[] = []
      const stopped: (readonly TrailStep[])[] = []
      const walk = walkOf(network, target, READING_OF[verdict], translatedPorts(all), remembered, {
        doubted: [],
        arrived: [],
        passed: (_, trail) => passed.push(trail),
        stopped: (trail) => stopped.push(trail),
      })
      const passes = opened(walk, packetOf(start, front, port), [source, source + 1]).length > 0
      const [trail = []] = passes ? passed : stopped.toSorted((a, b) => b.length - a.length)
      const attempt = { port, point: front.point, servicePort: front.port, trail }
      if (passes) return attempt
      if (furthest === null || trail.length > furthest.trail.length) furthest = attempt
    }
  }
  return furthest
}

function isHigh(port: number): boolean {
  return port >= FIRST_HIGH_PORT
}
