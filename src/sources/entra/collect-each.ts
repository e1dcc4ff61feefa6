import { type InnerAnswer, BATCH_SIZE, batch } from './client/batch.ts'
import type { GraphFailure } from './client/failures.ts'
import { inOrder } from './client/in-order.ts'
import { OUT_OF_TIME, followingPages } from './client/pages.ts'
import { callPath } from './call-path.ts'
import type { GraphCall } from './datasets.ts'
import type { GraphDataset } from './graph-dataset.ts'
import { keptRecord } from './kept-record.ts'
import type { Night } from './night.ts'

/** One object to be asked for, and one inside it where the call has both. */
export interface Asked {
  readonly id: string
  readonly inner?: string
}

/** An answer a line, as it stands in evidence: refusals are lines too, and so is what nobody came to ask (`status` null). */
export interface AnswerLine {
  readonly url: string
  readonly status: number | null
  readonly requestId: string
  readonly body: unknown
}

export interface EachOptions {
  readonly prefix: string
  /** Was the list of those that are asked for read whole? */
  readonly whole: boolean
  readonly visit?: (asked: Asked, records: readonly unknown[]) => void
}

const LINES_A_FILE = 1_000
const AT_ONCE = 8
/** So many refusals before a single answer: nobody is let in here, and asking the other hundred thousand would only take the night. */
const HOPELESS = 60

/**
 * Asks one question of each object, in batches of 20 with 8 under way, and writes the answers in the order of `asked`, 1,000 lines a
 * file. What the dataset's time leaves out is written as not asked. Rejects only when the evidence cannot be written.
 *
 * `visit` sees the records of each object that was answered whole. Resolves to whether all were.
 */
export async function collectEach(
  night: Night,
  call: GraphCall,
  asked: readonly Asked[],
  { prefix, whole, visit }: EachOptions,
): Promise<boolean> {
  const dataset = night.dataset(call.dataset)
  if (!whole) dataset.lower('partial', `${call.path}: not all are known of whom it should be asked`, 'see the dataset that lists them')
  const manner = night.manner(call)
  const file = new LineFile(dataset, prefix)
  const failures: GraphFailure[] = []
  let answered = 0
  let hopeless: GraphFailure | null = null

  async function batchAnswers(some: readonly Asked[]): Promise<readonly Objects[]> {
    const failure = hopeless ?? (manner.patience.isOver() ? OUT_OF_TIME : null)
    if (failure !== null) return some.map((one) => ({ asked: one, lines: [notAsked(night, call, one)], records: [], failure }))
    const paths = some.map(({ id, inner }) => callPath(call, id, inner))
    const answers = await batch(night.reader, paths, call.shape, manner)
    return Promise.all(answers.map(async (answer, position) => wholeAnswer(night, call, some[position]!, answer)))
  }

  // Conditional access takes one question a second: twenty at once would only be refused.
  const [size, atOnce] = call.limit === 'policies' || call.limit === 'reports' ? [1, 1] : [BATCH_SIZE, AT_ONCE]
  for await (const objects of inOrder(inBatches(asked, size), atOnce, batchAnswers)) {
    for (const { asked: one, lines, records, failure } of objects) {
      for (const line of lines) await file.add(line)
      if (failure === null) {
        answered += 1
        dataset.records += records.length
        visit?.(one, records)
      } else if (failure.kind === 'absent') answered += 1
      else {
        failures.push(failure)
        if (answered === 0 && failures.length >= HOPELESS && failures.every(({ kind }) => kind === 'denied')) hopeless = failure
      }
    }
  }
  await file.end()
  const [first] = failures
  if (first !== undefined && answered === 0 && failures.every(({ kind }) => kind === 'denied')) dataset.lost(call, first, 0)
  else dataset.lostObjects(call, failures)
  return whole && failures.length === 0
}

interface Objects {
  readonly asked: Asked
  readonly lines: readonly AnswerLine[]
  readonly records: readonly unknown[]
  readonly failure: GraphFailure | null
}

/** The answer with all its further pages. Where their links run out the object is asked again from its first page. */
async function wholeAnswer(night: Night, call: GraphCall, asked: Asked, answer: InnerAnswer): Promise<Objects> {
  let latest = answer
  for (let restarts = 0; ; restarts++) {
    const objects = await oneReading(night, call, asked, latest)
    if (objects.failure?.kind !== 'expired' || restarts === RESTARTS) return objects
    const [again] = await batch(night.reader, [answer.path], call.shape, night.manner(call))
    if (again === undefined) throw new Error('a batch of one had no answer')
    latest = again
  }
}

const RESTARTS = 2

async function oneReading(night: Night, call: GraphCall, asked: Asked, answer: InnerAnswer): Promise<Objects> {
  const dataset = night.dataset(call.dataset)
  const { status, requestId, failure } = answer
  const url = night.reader.urlOf(answer.path)
  if (failure !== null) return { asked, lines: [{ url, status, requestId, body: answer.body }], records: [], failure }
  const first = keptBody(answer.body, call, dataset)
  const lines: AnswerLine[] = [{ url, status, requestId, body: first.body }]
  const records = [...first.records]
  if (call.shape !== 'page') return { asked, lines, records, failure: null }
  const following = followingPages(night.reader, answer.body, night.manner(call))
  for (let event = await following.next(); ; event = await following.next()) {
    if (event.done === true) {
      if (event.value !== null) lines.push(brokenOff(url, event.value))
      return { asked, lines, records, failure: event.value }
    }
    if (event.value.kind !== 'page') continue
    const { page } = event.value
    const kept = keptBody(page.json, call, dataset)
    lines.push({ url: page.url, status: page.answer.status, requestId: page.answer.requestId, body: kept.body })
    records.push(...kept.records)
  }
}

/** Says in the evidence that an object's list goes on, and that the rest could not be read. */
function brokenOff(url: string, { status, code, reason }: GraphFailure): AnswerLine {
  return { url, status, requestId: '', body: { error: { code, message: reason } } }
}

function keptBody(body: unknown, call: GraphCall, dataset: GraphDataset): { readonly body: unknown; readonly records: readonly unknown[] } {
  const keeps = new Set(call.keeps)
  if (call.shape !== 'page') {
    const record = keptRecord(body, keeps, dataset)
    return { body: record, records: [record] }
  }
  const page = body as { readonly value: readonly unknown[] }
  const records = page.value.map((record) => keptRecord(record, keeps, dataset))
  return { body: { ...page, value: records }, records }
}

function notAsked(night: Night, call: GraphCall, { id, inner }: Asked): AnswerLine {
  return { url: night.reader.urlOf(callPath(call, id, inner)), status: null, requestId: '', body: null }
}

function* inBatches(asked: readonly Asked[], size: number): Generator<readonly Asked[]> {
  for (let start = 0; start < asked.length; start += size) yield asked.slice(start, start + size)
}

/** NDJSON files of 1,000 lines; a line is text before the next one comes, so that no more than a file is held. */
class LineFile {
  readonly #dataset: GraphDataset
  readonly #prefix: string
  #lines: string[] = []
  #files = 0

  constructor(dataset: GraphDataset, prefix: string) {
    this.#dataset = dataset
    this.#prefix = prefix
  }

  async add(line: AnswerLine): Promise<void> {
    this.#lines.push(`${JSON.stringify(line)}\n`)
    if (this.#lines.length === LINES_A_FILE) await this.end()
  }

  async end(): Promise<void> {
    if (this.#lines.length === 0) return
    this.#files += 1
    const name = `${this.#prefix}${String(this.#files).padStart(4, '0')}.ndjson`
    const text = this.#lines.join('')
    this.#lines = []
    await this.#dataset.writer.page(name, text)
  }
}
