import type { Answered } from './client/graph-reader.ts'
import { pages } from './client/pages.ts'
import { callPath } from './call-path.ts'
import type { GraphCall } from './datasets.ts'
import type { GraphDataset } from './graph-dataset.ts'
import { keptRecord } from './kept-record.ts'
import type { Night } from './night.ts'

/** What a list needs beside its call. */
export interface ListOptions {
  /** Begins the names of its files; empty for the list that gives the dataset its name. */
  readonly prefix?: string
  /** Sees each record as it is kept; `again` says that all that it saw is void. */
  readonly visit?: (record: unknown) => void
  readonly again?: () => void
  /** Changes a record before it is written. */
  readonly change?: (record: unknown) => unknown
}

/**
 * Reads one list into its dataset, one body a page; resolves to whether it is whole. Rejects only when the evidence cannot be written.
 *
 */
export async function collectList(night: Night, call: GraphCall, options: ListOptions = {}): Promise<boolean> {
  const dataset = night.dataset(call.dataset)
  const keeps = new Set(call.keeps)
  const before = { records: dataset.records, dropped: dataset.dropped, redacted: dataset.redacted }
  const written: string[] = []
  for await (const event of pages(night.reader, callPath(call), night.manner(call))) {
    switch (event.kind) {
      case 'restart':
        Object.assign(dataset, before)
        await dataset.writer.restart(written.splice(0))
        options.again?.()
        break
      case 'page': {
        const kept = event.records.map((record) => changed(keptRecord(record, keeps, dataset), options))
        kept.forEach((record) => options.visit?.(record))
        dataset.records += kept.length
        const name = `${options.prefix ?? ''}${String(written.length + 1).padStart(4, '0')}.json`
        written.push(name)
        await dataset.writer.page(name, pageText(event.page, event.records, kept))
        break
      }
      case 'end':
        if (event.failure === null) return true
        dataset.lost(call, event.failure, dataset.records - before.records)
        return false
    }
  }
  throw new Error(`the list ${call.path} never ended`)
}

/** One object, one body. */
export async function collectObject(night: Night, call: GraphCall, name: string): Promise<unknown> {
  const dataset = night.dataset(call.dataset)
  const answered = await night.reader.ask(callPath(call), 'object', night.manner(call))
  if (!answered.ok) {
    dataset.lost(call, answered.error, 0)
    return null
  }
  const kept = keptRecord(answered.value.json, new Set(call.keeps), dataset)
  dataset.records += 1
  await dataset.writer.page(name, kept === answered.value.json ? answered.value.answer.body : JSON.stringify(kept))
  return kept
}

function changed(record: unknown, { change }: ListOptions): unknown {
  return change === undefined ? record : change(record)
}

function pageText({ answer, json }: Answered, records: readonly unknown[], kept: readonly unknown[]): string {
  const isClean = records.every((record, position) => record === kept[position])
  return isClean ? answer.body : JSON.stringify({ ...(json as object), value: kept })
}

/** The last word of a dataset's own count (E6): asked again once, since the index behind it lags by minutes; then both numbers stand. */
export async function verifyTotal(night: Night, call: GraphCall, listed: number): Promise<void> {
  const dataset: GraphDataset = night.dataset(call.dataset)
  for (const isLast of [false, true]) {
    const counted = await night.counted(call, callPath(call))
    if (!counted.ok) return dataset.lower('partial', `the system's own count could not be read: ${counted.error.reason}`, null)
    dataset.total = counted.value
    // More than counted is no loss: what was made since the index was written is there all the same.
    if (counted.value <= listed) return undefined
    if (!isLast) await night.pause(COUNT_PAUSE_MS)
  }
  return dataset.lower(
    'partial',
    `${listed} were listed and the system counts ${String(dataset.total)}`,
    'collect again; the count lags by minutes',
  )
}

const COUNT_PAUSE_MS = 60_000
