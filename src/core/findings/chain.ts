import { canonicalJson } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/hash.ts'
import type { Instant } from '../base/instant.ts'

/** What one entry of the hash chain says; every hash stands for what is kept elsewhere (`findings.md`, Tamper evidence). */
export interface ChainEntry {
  /** From 1, without a hole. */
  readonly n: number
  /** The hash of entry n − 1; null for the first. */
  readonly prev: string | null
  readonly kind: 'run' | 'prune' | 'accepted-shrink' | 'acknowledgement'
  /** The run that it is about; null where it is about none. */
  readonly run: string | null
  readonly at: Instant
  /** Version of Gatehouse. */
  readonly tool: string
  /** By source. */
  readonly evidence: readonly { readonly source: string; readonly manifest: string | null }[]
  readonly policy: string | null
  /** Of the configuration without secrets. */
  readonly config: string | null
  readonly coverage: string | null
  /** Of the result, over a digest per part (`result-digest.ts`); for a prune, a shrink or an acknowledgement, of what was said with it. */
  readonly result: string
}

export interface ChainLink {
  readonly entry: ChainEntry
  readonly hash: string
}

export interface ChainHead {
  readonly n: number
  readonly hash: string
}

/** The link that follows `head`; null = the chain is empty. */
export function nextLink(head: ChainHead | null, said: Omit<ChainEntry, 'n' | 'prev'>, sha256: Sha256): ChainLink {
  const entry: ChainEntry = { n: head === null ? 1 : head.n + 1, prev: head === null ? null : head.hash, ...said }
  return { entry, hash: entryHash(entry, sha256) }
}

/** `h(n)`. */
function entryHash(entry: ChainEntry, sha256: Sha256): string {
  return sha256(canonicalJson({ ...entry, evidence: entry.evidence.map(({ source, manifest }) => ({ source, manifest })) }))
}

export type ChainVerdict =
  | { readonly kind: 'whole'; readonly head: ChainHead | null }
  | { readonly kind: 'broken'; readonly at: number; readonly because: string }

/** A walk along the chain, link by link and first to last, so that it never needs to be held as a whole. */
export interface ChainWalk {
  /** Why this link does not fit, or null. After the first that does not fit nothing more is asked. */
  step(link: ChainLink): string | null
  verdict(): ChainVerdict
}

export function walkChain(sha256: Sha256): ChainWalk {
  let head: ChainHead | null = null
  let broken: { readonly at: number; readonly because: string } | null = null
  return {
    step(link) {
      if (broken !== null) return broken.because
      const because = misfit(head, link, sha256)
      if (because === null) head = { n: link.entry.n, hash: link.hash }
      else broken = { at: head === null ? 1 : head.n + 1, because }
      return because
    },
    verdict: () => (broken === null ? { kind: 'whole', head } : { kind: 'broken', ...broken }),
  }
}

/** Names the first entry that does not fit. It shows that something was changed, not by whom. */
export function verifyChain(links: Iterable<ChainLink>, sha256: Sha256): ChainVerdict {
  const walk = walkChain(sha256)
  for (const link of links) if (walk.step(link) !== null) break
  return walk.verdict()
}

function misfit(head: ChainHead | null, { entry, hash }: ChainLink, sha256: Sha256): string | null {
  const expected = head === null ? 1 : head.n + 1
  if (entry.n !== expected) return `entry ${expected} is missing: entry ${entry.n} stands in its place`
  if (entry.prev !== (head === null ? null : head.hash)) return `entry ${entry.n} does not name the entry before it`
  if (entryHash(entry, sha256) !== hash) return `entry ${entry.n} does not have the hash that it was given: it was changed`
  return null
}
