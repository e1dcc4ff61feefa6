import { type AtomSet, NO_ATOMS, union, unionOf } from './atom-set.ts'
import type { Compiled } from './compiled.ts'
import type { Doubted } from './decide.ts'
import { type Packet, type Remembered, type Walk, nothingRemembered } from './packet.ts'
import { FIRST_HIGH_PORT, callerPorts, translatedPorts } from './port-classes.ts'
import { type Front, type Target, frontsOf } from './question.ts'
import type { Reading } from './reading.ts'
import { type StartClass, classesTowards, startClasses } from './start-classes.ts'
import type { TrailStep } from './trail.ts'
import { opened } from './walk.ts'

/** Callers of one space that open the connection, in each reading. */
export interface Found extends Readonly<Record<Reading, AtomSet>> {
  /** Those for whom an ordinary port of their own does. */
  readonly uncrafted: Readonly<Record<Reading, AtomSet>>
  /** Whose first packet may arrive, whether or not a reply returns. */
  readonly arrived: AtomSet
  /** Whose address somebody rewrites on the way. */
  readonly translated: AtomSet
  readonly doubted: readonly Doubted[]
}

/** A network of one family that was made ready once, and is asked many times. */
export interface NetworkReach {
  readonly network: Compiled
  readonly classes: readonly StartClass[]
  /** The lowest of each class of callers' ports. */
  readonly ports: readonly number[]
}

export function networkReach(network: Compiled): NetworkReach {
  return { network, classes: startClasses(network), ports: callerPorts(network) }
}

/** By space. Each class of callers, front and caller's port is walked once; more than once only where a doubt was met. */
export function foundCallers({ network, classes, ports: all }: NetworkReach, target: Target): ReadonlyMap<string, Found> {
  const ports = target.port === null ? [null] : all
  const remembered = nothingRemembered()
  const found = new Map<string, Tally>()
  for (const front of frontsOf(network, target)) {
    for (const start of classesTowards(classes, front.end)) {
      const tally = found.get(start.end.space) ?? emptyTally()
      found.set(start.end.space, tally)
      for (const port of ports)
        tallied(tally, walked(network, target, front, start, port, translatedPorts(ports.map(Number)), remembered), port)
    }
  }
  return new Map([...found].map(([space, tally]) => [space, foundIn(tally)]))
}

interface Walked {
  readonly sets: Readonly<Record<Reading, AtomSet>>
  readonly doubted: readonly Doubted[]
  readonly arrived: readonly AtomSet[]
  readonly translated: readonly AtomSet[]
}

function walked(
  network: Compiled,
  target: Target,
  front: Front,
  start: StartClass,
  port: number | null,
  translated: readonly number[],
  remembered: Remembered,
): Walked {
  const doubted: Doubted[] = []
  const arrived: AtomSet[] = []
  const hidden: AtomSet[] = []
  const inReading = (reading: Reading): AtomSet => {
    const walk = walkOf(network, target, reading, translated, remembered, {
      doubted,
      arrived,
      passed: (set, trail) => {
        if (trail.some((step) => step.kind === 'translation' && isSource(network, step.translation))) hidden.push(set)
      },
      stopped: () => {},
    })
    return opened(walk, packetOf(start, front, port), start.set)
  }
  const upper = inReading('upper')
  // No doubt was met: all readings are one.
  if (doubted.length === 0 || upper.length === 0)
    return { sets: { upper, possible: upper, sure: upper }, doubted, arrived, translated: hidden }
  // A walk that was cut short by a limit knows less than a narrower one that was not.
  const sure = inReading('sure')
  const possible = union(inReading('possible'), sure)
  return { sets: { upper: union(upper, possible), possible, sure }, doubted, arrived, translated: hidden }
}

type Findings = Pick<Walk, 'doubted' | 'arrived' | 'passed' | 'stopped'>

export function walkOf(
  network: Compiled,
  { space, atoms, port, protocol, icmp }: Target,
  reading: Reading,
  translated: readonly number[],
  remembered: Remembered,
  findings: Findings,
): Walk {
  return {
    network,
    reading,
    protocol,
    icmp,
    goal: { space, atoms, port },
    translatedPorts: translated,
    decided: remembered,
    spent: { steps: 0 },
    ...findings,
  }
}

/** A packet that sets out from a class of callers to a front. */
export function packetOf({ end }: StartClass, front: Front, callerPort: number | null): Packet {
  const trail: readonly TrailStep[] = []
  return {
    isReply: false,
    caller: end,
    service: front.end,
    point: front.point,
    callerPort,
    servicePort: front.port,
    position: { space: end.space, segments: end.segments },
    seen: [],
    changes: [],
    met: [],
    trail,
  }
}

function isSource({ nodes }: Compiled, id: string): boolean {
  return [...nodes.values()].some(({ translations }) => translations.some(({ fact }) => fact.id === id && fact.what === 'source'))
}

interface Tally {
  readonly all: Record<Reading, AtomSet>
  readonly high: Record<Reading, AtomSet>
  readonly arrived: AtomSet[]
  readonly translated: AtomSet[]
  readonly doubted: Doubted[]
}

function emptyTally(): Tally {
  const none = (): Record<Reading, AtomSet> => ({ upper: NO_ATOMS, possible: NO_ATOMS, sure: NO_ATOMS })
  return { all: none(), high: none(), arrived: [], translated: [], doubted: [] }
}

function tallied(tally: Tally, { sets, doubted, arrived, translated }: Walked, port: number | null): void {
  for (const reading of ['upper', 'possible', 'sure'] as const) {
    tally.all[reading] = union(tally.all[reading], sets[reading])
    if (port === null || port >= FIRST_HIGH_PORT) tally.high[reading] = union(tally.high[reading], sets[reading])
  }
  tally.arrived.push(...arrived)
  tally.translated.push(...translated)
  tally.doubted.push(...doubted)
}

function foundIn({ all, high, arrived, translated, doubted }: Tally): Found {
  return { ...all, uncrafted: high, arrived: unionOf(arrived), translated: unionOf(translated), doubted }
}
