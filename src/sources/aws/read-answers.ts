import { z } from 'zod'
import { sortedBy } from '../../core/base/order.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import { AWS_CALLS, type CallName } from './calls.ts'
import { errorClass } from './error-class.ts'
import { type AwsDataset, isUsable, isWhole } from './read-datasets.ts'
import { errorAnswer } from './wire.ts'

/** One body that a call answered with, and the file that holds it. */
export interface Body {
  readonly json: Readonly<Record<string, unknown>>
  readonly file: string
}

/** What a call answered: bodies; that there is none of what was asked for; or nothing that anybody could rely on. */
export type Answer =
  | {
      readonly kind: 'read'
      readonly bodies: readonly Body[]
      /** Does it hold as many records as the collection counted, and was that all? */
      readonly isWhole: boolean
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unread' }

const UNREAD: Answer = { kind: 'unread' }

/**
 * Reads the pages of a dataset once. A page that is no JSON is a gap of the dataset; a dataset that calls itself complete and holds an error
 * that says nothing of absence, or no answer at all, is lowered.
 */
export async function answerOf(dataset: AwsDataset): Promise<Answer> {
  const { reader } = dataset
  if (!isUsable(reader.stated.state)) return UNREAD
  const bodies: Body[] = []
  let isNone = false
  for (const page of pagesOf(reader.pages)) {
    const json = await jsonOf(dataset, page)
    if (json === null) continue
    if (!isErrorPage(page.path)) bodies.push({ json, file: page.path })
    else if (saysNone(dataset, json)) isNone = true
    else if (reader.stated.state === 'complete') reader.lower('failed', `an error that says nothing of absence stands in \`${page.path}\``)
  }
  if (bodies.length > 0) return { kind: 'read', bodies, isWhole: isCounted(dataset, bodies) && isWhole(dataset) }
  if (isNone) return { kind: 'none' }
  if (reader.stated.state === 'complete') reader.lower('failed', 'the evidence holds no answer')
  return UNREAD
}

/** What became of a list: were all its records read that the service has, and each understood? */
export interface ReadList {
  readonly isWhole: boolean
  /** Was anything answered, be it that there is nothing? */
  readonly isAnswered: boolean
}

/**
 * Visits the records of a list's dataset that are what they should be; every other one is a gap, on itself where `idOf` can tell its native
 * id, else on the dataset. So is a last page that says there are more.
 */
export async function eachRecord<Schema extends z.ZodType>(
  dataset: AwsDataset,
  schema: Schema,
  visit: (record: z.output<Schema>, file: string) => void,
  idOf: (record: unknown) => string | null = () => null,
): Promise<ReadList> {
  const list = AWS_CALLS[dataset.name].list
  if (list === null) throw new Error(`${dataset.name} answers with no list`)
  const answer = await answerOf(dataset)
  if (answer.kind !== 'read') return { isWhole: answer.kind === 'none' && isWhole(dataset), isAnswered: answer.kind === 'none' }
  let whole = answer.isWhole && endsHere(dataset, answer.bodies)
  for (const { json, file } of answer.bodies) {
    const records = recordsIn(dataset, json, list, file)
    if (records === null) whole = false
    for (const record of records ?? []) {
      const parsed = parsedRecord(dataset, schema, record, file, idOf(record))
      if (parsed === null) whole = false
      else visit(parsed, file)
    }
  }
  return { isWhole: whole, isAnswered: true }
}

/** The record as it should be; null, and a gap, for what is none. */
export function parsedRecord<Schema extends z.ZodType>(
  { reader }: AwsDataset,
  schema: Schema,
  record: unknown,
  file: string,
  id: string | null,
): z.output<Schema> | null {
  const parsed = schema.safeParse(record)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const reason = `a record cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim()
  reader.gap({ code: 'record-malformed', record: id, reason, at: file })
  return null
}

/** Does the last page say that nothing follows? If not, the dataset is lowered. */
export function endsHere({ reader }: AwsDataset, bodies: readonly Body[]): boolean {
  const last = bodies.at(-1)?.json ?? {}
  const more = TOKENS.find((name) => typeof last[name] === 'string' && last[name] !== '') ?? FLAGS.find((name) => last[name] === true)
  if (more === undefined) return true
  reader.lower('partial', `the last page says that there are more (\`${more}\`)`, 'collect it again, with all its pages')
  return false
}

/** By which services say where the next page begins; not `Marker`, which some repeat from the question. */
const TOKENS = ['NextToken', 'nextToken', 'NextMarker', 'ContinuationToken', 'LastEvaluatedTableName']
const FLAGS = ['IsTruncated', 'Truncated']

/** Are there as many records as were collected? If not, the dataset is lowered. */
function isCounted({ name, reader }: AwsDataset, bodies: readonly Body[]): boolean {
  const read = bodies.reduce((sum, { json }) => sum + recordsCounted(name, json), 0)
  if (read === reader.stated.records) return true
  reader.lower('partial', `total-mismatch: the manifest says ${reader.stated.records} records, and ${read} were read`)
  return false
}

/** As collections count: the records of an answer's lists, or the one object that it is. */
export function recordsCounted(name: CallName, json: Body['json']): number {
  const { list } = AWS_CALLS[name]
  const lists = name === 'iam get-account-authorization-details' ? IDENTITY_LISTS : list === null ? null : [list]
  if (lists === null) return 1
  return lists.reduce((sum, one) => {
    const records = json[one]
    return sum + (Array.isArray(records) ? records.length : 0)
  }, 0)
}

/** The lists of the one answer that has several. */
export const IDENTITY_LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

/** Services that leave out a list that is empty. */
const MAY_LACK_LIST: ReadonlySet<string> = new Set(['AccessGrantsInstancesList', 'QueueUrls'])

function recordsIn({ reader }: AwsDataset, json: Body['json'], list: string, file: string): readonly unknown[] | null {
  const records = json[list]
  if (Array.isArray(records)) return records as readonly unknown[]
  if (records === undefined && MAY_LACK_LIST.has(list)) return []
  reader.gap({ code: 'record-malformed', record: null, reason: `a page without the list \`${list}\``, at: file })
  return null
}

/** In the order of their numbers: the order in which a manifest lists them is nobody's statement. */
function pagesOf(pages: readonly EvidencePage[]): readonly EvidencePage[] {
  return sortedBy(pages, ({ path }) => [Number(/(\d+)\.[^/]*$/u.exec(path)?.[1] ?? '0'), path])
}

function isErrorPage(path: string): boolean {
  return /\.error\.json(?:\.gz)?$/u.test(path)
}

/** What is gone has nothing either: the collector has listed again before it calls such a dataset complete. */
function saysNone({ name, reader }: AwsDataset, json: unknown): boolean {
  const error = errorAnswer.safeParse(json)
  const said = error.success ? errorClass(name, error.data.Error.Code) : 'unknown'
  return said === 'absent' || (said === 'gone' && reader.stated.state === 'complete')
}

async function jsonOf({ reader }: AwsDataset, page: EvidencePage): Promise<Body['json'] | null> {
  const pieces: Uint8Array[] = []
  for await (const piece of page.bytes()) pieces.push(piece)
  try {
    const json: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'))
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Body['json']
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  reader.gap({ code: 'record-malformed', record: null, reason: 'a page that is no JSON object', at: page.path })
  return null
}
