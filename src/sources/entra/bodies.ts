import type { z } from 'zod'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import { exactJson } from './client/exact-json.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import { answerLine } from './wire.ts'

/** The files of a dataset whose names begin with `prefix`, bodies (`json`) or answers a line (`ndjson`), in their order. */
export function filesOf(dataset: TenantDataset, prefix: string, form: 'json' | 'ndjson'): readonly EvidencePage[] {
  return dataset.pages.filter(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/u, '')
    return name.endsWith(`.${form}`) && name.slice(0, -form.length - 1).replace(/\d+$/u, '') === prefix
  })
}

/** The JSON of one file; null, and a gap, where it is none. Its records are the caller's to count. */
export async function bodyOf(dataset: TenantDataset, page: EvidencePage): Promise<unknown> {
  dataset.found.paths.add(page.path)
  const pieces: Uint8Array[] = []
  for await (const piece of page.bytes()) pieces.push(piece)
  return parsedBody(dataset, Buffer.concat(pieces).toString('utf8'), page.path)
}

/** Visits the records of a list that are what they should be; every other one is a gap, on itself where its id can be read. */
export async function eachRecord<Schema extends z.ZodType>(
  dataset: TenantDataset,
  prefix: string,
  schema: Schema,
  visit: (record: z.output<Schema>, page: EvidencePage, raw: unknown) => void,
): Promise<void> {
  for (const page of filesOf(dataset, prefix, 'json')) {
    const body = await bodyOf(dataset, page)
    if (body === null) continue
    const records = valuesOf(dataset, body, page.path)
    dataset.found.records += records.length
    for (const record of records) {
      const parsed = parsedRecord(dataset, schema, record, page.path)
      if (parsed !== null) visit(parsed, page, record)
    }
  }
}

/** What became of one question about one object. */
export type ObjectAnswer =
  /** One page of its answer; the next ones follow. */
  | { readonly kind: 'records'; readonly records: readonly unknown[]; readonly body: unknown }
  /** Not asked, refused, or broken off: what is missing is not known. */
  | { readonly kind: 'lost'; readonly gone: boolean; readonly unasked: boolean; readonly reason: string }

/** The object that an answer is about, and the one inside it. */
export interface AnswerAbout {
  readonly id: string
  readonly inner: string | null
}

/** Visits the answers of a dataset of questions about single objects, each page of each. */
export async function eachAnswer(
  dataset: TenantDataset,
  prefix: string,
  visit: (about: AnswerAbout, answer: ObjectAnswer, page: EvidencePage) => void,
): Promise<void> {
  let last: AnswerAbout | null = null
  for (const page of filesOf(dataset, prefix, 'ndjson')) {
    dataset.found.paths.add(page.path)
    let number = 0
    for await (const text of page.lines()) {
      number += 1
      const at = `${page.path}:${number}`
      const line = answerLine.safeParse(parsedBody(dataset, text, at))
      if (!line.success) {
        malformed(dataset, null, 'a line that is no answer', at)
        continue
      }
      // A further page's address may be in a form of its own; it stands right behind the first.
      const about: AnswerAbout | null = aboutOf(line.data.url) ?? last
      if (about === null) {
        malformed(dataset, null, `an answer about nothing known: ${line.data.url.slice(0, 200)}`, at)
        continue
      }
      last = about
      const answer = answerOf(dataset, line.data, at)
      if (answer.kind === 'records') dataset.found.records += answer.records.length
      visit(about, answer, page)
    }
  }
}

export function parsedRecord<Schema extends z.ZodType>(
  dataset: TenantDataset,
  schema: Schema,
  record: unknown,
  at: string,
): z.output<Schema> | null {
  const parsed = schema.safeParse(record)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  malformed(dataset, idIn(record), `${issue?.path.join('.') ?? ''} ${issue?.message ?? 'cannot be read'}`.trim(), at)
  return null
}

function answerOf(
  dataset: TenantDataset,
  { status, body }: { readonly status: number | null; readonly body: unknown },
  at: string,
): ObjectAnswer {
  if (status === null) return { kind: 'lost', gone: false, unasked: true, reason: 'was not asked before the time for it was over' }
  if (status === 404) return { kind: 'lost', gone: true, unasked: false, reason: 'was gone when it was asked for' }
  const error = errorIn(body)
  if (status !== 200 || error !== null) return { kind: 'lost', gone: false, unasked: false, reason: `${status} ${error ?? ''}`.trim() }
  const isList = typeof body === 'object' && body !== null && 'value' in body
  return { kind: 'records', records: isList ? valuesOf(dataset, body, at) : [body], body }
}

/** `…/v1.0/groups/<id>/members?…`: ids are the segments behind the names of collections. */
function aboutOf(url: string): AnswerAbout | null {
  const path = /^https:\/\/[^/]+\/v1\.0\/([^?]*)/u.exec(url)?.[1]
  if (path === undefined) return null
  const filtered = /[?&]\$filter=groupId%20eq%20'([^']+)'/u.exec(url)?.[1]
  if (filtered !== undefined) return { id: decoded(filtered), inner: null }
  const [first, id, , inner] = path.startsWith('teams/') ? path.split('/') : [...path.split('/').slice(-3), undefined]
  return first === undefined || id === undefined || id === ''
    ? null
    : { id: decoded(id), inner: inner === undefined ? null : decoded(inner) }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function valuesOf(dataset: TenantDataset, body: unknown, at: string): readonly unknown[] {
  if (typeof body === 'object' && body !== null && 'value' in body && Array.isArray(body.value)) return body.value
  malformed(dataset, null, 'a page without a list', at)
  return []
}

export function parsedBody(dataset: TenantDataset, text: string, at: string): unknown {
  try {
    return exactJson(text)
  } catch {
    malformed(dataset, null, 'what is no JSON', at)
    return null
  }
}

function malformed(dataset: TenantDataset, record: string | null, reason: string, at: string): void {
  dataset.gap({ code: 'record-malformed', record, reason, at })
}

function idIn(record: unknown): string | null {
  return typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string' && record.id !== ''
    ? record.id
    : null
}

function errorIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null
  const { error } = body
  if (typeof error !== 'object' || error === null) return String(error)
  const said = ['code' in error ? error.code : '', 'message' in error ? error.message : '']
  return said
    .filter((word) => typeof word === 'string')
    .join(' ')
    .trim()
}
