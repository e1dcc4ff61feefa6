import { sortedBy } from '../../base/order.ts'
import type { Doubt } from '../../model/network-doubt.ts'
import { type AtomSet, NO_ATOMS } from './atom-set.ts'
import type { CompiledRule } from './compiled-filter.ts'
import type { Compiled, Placed, Segment, Table } from './compiled.ts'
import type { Doubted, Decision } from './decide.ts'
import type { Reading } from './reading.ts'
import type { TrailStep } from './trail.ts'

/** Where one end of a connection stands. */
export interface End {
  readonly space: string
  /** Smallest first. Of an end that stands for many addresses, only those that make a difference. */
  readonly segments: readonly Segment[]
  readonly placed: readonly Placed[]
  readonly table: Table | null
}

/** Where a packet is: a space, and the segments whose borders lie around it. */
export interface Position {
  readonly space: string
  readonly segments: readonly Segment[]
}

/** A rewriting on the way there, which the way back must undo, last first. */
export type Change =
  | { readonly kind: 'source'; readonly node: string; readonly set: AtomSet; readonly caller: End; readonly callerPort: number | null }
  | {
      readonly kind: 'destination'
      readonly node: string
      readonly point: number
      readonly service: End
      readonly servicePort: number | null
    }

/** Packets that differ in the caller's address only, as they look at this moment. */
export interface Packet {
  readonly isReply: boolean
  readonly caller: End
  readonly service: End
  /** The service's atom. */
  readonly point: number
  readonly callerPort: number | null
  readonly servicePort: number | null
  readonly position: Position
  /** Places with a memory that the connection passed on its way there. */
  readonly seen: readonly string[]
  readonly changes: readonly Change[]
  /** Nodes and links met in this direction; twice the same is a loop. */
  readonly met: readonly string[]
  readonly trail: readonly TrailStep[]
}

/** What filters said already, by what they looked at: shared by all walks of one question. */
export interface Remembered {
  readonly decisions: Map<string, Decision>
  readonly rules: Map<string, readonly CompiledRule[]>
}

export function nothingRemembered(): Remembered {
  return { decisions: new Map(), rules: new Map() }
}

/** What is asked, and what is found out besides the answer. */
export interface Walk {
  readonly network: Compiled
  readonly reading: Reading
  readonly protocol: number
  readonly icmp: { readonly type: number; readonly code: number } | null
  readonly goal: { readonly space: string; readonly atoms: AtomSet; readonly port: number | null }
  /** Ports that a source translation may choose: one of each class. */
  readonly translatedPorts: readonly number[]
  readonly decided: Remembered
  /** Places that were entered on all ways together. */
  readonly spent: { steps: number }
  readonly doubted: Doubted[]
  /** Callers whose first packet arrives, whether or not a reply returns. */
  readonly arrived: AtomSet[]
  passed(set: AtomSet, trail: readonly TrailStep[]): void
  stopped(trail: readonly TrailStep[]): void
}

/** The end at an atom of a space. */
export function endAt({ segmentsAt, placedAt, tableOf }: Compiled, space: string, atom: number): End {
  const segments = segmentsAt(space, atom)
  return { space, segments, placed: placedAt(space, atom), table: tableOf(space, segments) }
}

/** Why it is not known what holds at this end; two things at one address count too. */
export function doubtsOfEnd({ segments, placed }: End): readonly Doubt[] {
  const twice: readonly Doubt[] = placed.length > 1 ? [{ code: 'ambiguous-address', says: sortedBy(placed, ({ fact }) => fact.id).map(({ fact }) => fact.id).join(', ') }] : [] // prettier-ignore
  return [...segments.flatMap(({ doubts }) => doubts), ...placed.flatMap(({ doubts }) => doubts), ...twice]
}

/** The callers' own addresses behind a set as it looks after source translations. */
export function callersBehind(set: AtomSet, changes: readonly Change[]): AtomSet {
  if (set.length === 0) return NO_ATOMS
  const first = changes.find((change) => change.kind === 'source')
  return first === undefined ? set : first.set
}

export function noteDoubts(walk: Walk, packet: Packet, doubts: readonly Doubt[], set: AtomSet): void {
  if (doubts.length > 0 && set.length > 0) walk.doubted.push({ doubts, atoms: callersBehind(set, packet.changes) })
}
