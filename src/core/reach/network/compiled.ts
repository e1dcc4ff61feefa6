import type { Doubt } from '../../model/network-doubt.ts'
import type { NetworkLink, NetworkPlacement, NetworkSegment, NetworkTranslation, NetworkUnread } from '../../model/network.ts'
import type { AtomSet } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { RoutePiece } from './route-choice.ts'
import type { Universe } from './universe.ts'

/** A segment in one family. */
export interface Segment {
  readonly fact: NetworkSegment
  readonly atoms: AtomSet
  readonly size: bigint
  /** Addresses from which something sends. */
  readonly senders: AtomSet
  readonly senderCount: bigint
  /** Filters at its border. */
  readonly border: readonly CompiledFilter[]
  /** Gaps: what holds for it is not known. */
  readonly doubts: readonly Doubt[]
}

/** Something with addresses, filters of its own, and perhaps the trade of forwarding. */
export interface Placed {
  readonly fact: NetworkPlacement
  readonly space: string | null
  readonly atoms: AtomSet
  readonly filters: readonly CompiledFilter[]
  readonly doubts: readonly Doubt[]
}

export interface Node {
  readonly placed: Placed
  /** Segments in which it has an address. */
  readonly segments: readonly Segment[]
  readonly filters: readonly CompiledFilter[]
  readonly table: Table | null
  readonly translations: readonly Translation[]
}

export interface Table {
  readonly id: string
  readonly space: string
  readonly pieces: () => readonly RoutePiece[]
}

/** A translation in one family. */
export interface Translation {
  readonly fact: NetworkTranslation
  readonly src: AtomSet
  readonly dst: AtomSet
  /** Atom of the new address. */
  readonly to: number
  readonly doubts: readonly Doubt[]
}

/** A filter between the segments of two zones. */
export interface PairFilter {
  readonly filter: CompiledFilter
  readonly from: AtomSet
  readonly to: AtomSet
}

/** The whole network in one family: all references found, all addresses atoms. */
export interface Compiled {
  readonly universe: Universe
  /** By id, in the order of ids. */
  readonly segments: ReadonlyMap<string, Segment>
  /** Ids of spaces that are the internet. */
  readonly internet: ReadonlySet<string>
  /** Addresses that the internet does not carry. */
  readonly privateAtoms: AtomSet
  readonly placed: readonly Placed[]
  readonly nodes: ReadonlyMap<string, Node>
  readonly links: ReadonlyMap<string, NetworkLink>
  readonly tables: ReadonlyMap<string, Table>
  readonly pairs: readonly PairFilter[]
  readonly filters: readonly CompiledFilter[]
  readonly unread: readonly NetworkUnread[]
  /** Segments that hold an address of a space, smallest first. */
  readonly segmentsAt: (space: string, atom: number) => readonly Segment[]
  readonly placedAt: (space: string, atom: number) => readonly Placed[]
  /** The table in which what stands in these segments, smallest first, looks up; null = none is known. */
  readonly tableOf: (space: string, segments: readonly Segment[]) => Table | null
  readonly tableBehind: (link: string, space: string) => Table | null
}
