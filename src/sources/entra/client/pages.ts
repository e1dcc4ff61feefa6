import type { Answered, GraphReader, Manner } from './graph-reader.ts'
import type { GraphFailure } from './failures.ts'

/** What comes of reading a list. After `end` nothing comes. */
export type PageEvent =
  | { readonly kind: 'page'; readonly page: Answered; readonly records: readonly unknown[] }
  /** The links ran out: what came so far is void, the list begins again. */
  | { readonly kind: 'restart' }
  /** `failure`: the list is not whole. */
  | { readonly kind: 'end'; readonly failure: GraphFailure | null }

const RESTARTS = 2

/**
 * A list, page by page, with the same headers on each (C3), until a page has no link; an empty page with a link is not the end. A link
 * that was seen before would go round for ever: the list has failed.
 */
export async function* pages(reader: GraphReader, path: string, manner: Manner): AsyncGenerator<PageEvent, void> {
  for (let restarts = 0; ; restarts++) {
    const end = yield* onePass(reader, path, manner)
    if (end?.kind !== 'expired' || restarts === RESTARTS) {
      yield { kind: 'end', failure: end }
      return
    }
    yield { kind: 'restart' }
  }
}

async function* onePass(reader: GraphReader, path: string, manner: Manner): AsyncGenerator<PageEvent, GraphFailure | null> {
  const first = await reader.ask(path, 'page', manner)
  if (!first.ok) return first.error
  yield pageEvent(first.value)
  return yield* followingPages(reader, first.value.json, manner)
}

/** The pages behind one that is there already; returns why they end early, or null. */
export async function* followingPages(reader: GraphReader, json: unknown, manner: Manner): AsyncGenerator<PageEvent, GraphFailure | null> {
  const seen = new Set<string>()
  for (let link = linkIn(json); link !== null;) {
    if (seen.has(link)) return { kind: 'failed', status: null, code: '', reason: 'a page links to one that was read before' }
    seen.add(link)
    if (manner.patience.isOver()) return OUT_OF_TIME
    const next = await reader.follow(link, 'page', manner)
    if (!next.ok) return next.error
    yield pageEvent(next.value)
    link = linkIn(next.value.json)
  }
  return null
}

export const OUT_OF_TIME: GraphFailure = { kind: 'throttled', status: null, code: '', reason: 'the time for this dataset was over' }

function pageEvent(page: Answered): PageEvent {
  const { value } = page.json as { readonly value: readonly unknown[] }
  return { kind: 'page', page, records: value }
}

function linkIn(json: unknown): string | null {
  const link = (json as { readonly '@odata.nextLink'?: unknown })['@odata.nextLink']
  return typeof link === 'string' ? link : null
}
