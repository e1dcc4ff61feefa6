import { join } from 'node:path'
import type { Instant } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import { readWhole } from '../evidence/evidence-bytes.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { DatasetOutcome, DatasetWriter } from '../evidence/open-evidence.ts'
import type { CallName } from './calls.ts'
import { kept } from './collect-drop.ts'
import { stateOfError } from './error-class.ts'
import { type SaidError, errorInJson, errorInText } from './import-error.ts'
import type { GatheredCall } from './import-tree.ts'
import { recordsCounted } from './read-answers.ts'
import { cureFor } from './read-missing.ts'

interface Disk {
  readonly files: FileSystem
  readonly root: string
}

/**
 * Copies the answers to one call, what nobody may keep left out, and says how far they go: an error is read by its code, as a live one is; a
 * page that is empty, cut, missing in the row or no JSON makes the dataset one that is not whole.
 *
 * Rejects only when the evidence cannot be written.
 */
export async function importPages(disk: Disk, call: GatheredCall, writer: DatasetWriter, now: Instant): Promise<DatasetOutcome> {
  const { name } = call.dataset
  const tally = { pages: 0, records: 0, dropped: 0, redacted: 0 }
  const errors: SaidError[] = []
  const doubts = [...doubtsOf(call)]
  const pageName = (end: string): string => `${String(tally.pages + errors.length).padStart(4, '0')}${end}`
  for (const page of await pagesIn(disk, call)) {
    doubts.push(...page.doubts)
    if (page.json !== null) {
      const answer = kept(name, page.json, now)
      tally.pages += 1
      tally.records += recordsCounted(name, answer.page)
      tally.dropped += answer.dropped
      tally.redacted += answer.redacted
      await writer.page(pageName('.json'), `${JSON.stringify(answer.page)}\n`)
    }
    if (page.error === null) continue
    errors.push(page.error)
    if (page.error.kind === 'error') {
      const { code, message } = page.error
      await writer.page(pageName('.error.json'), `${JSON.stringify({ Error: { Code: code, Message: message } })}\n`)
    }
  }
  const { pages, ...counted } = tally
  return { ...stateOf(name, pages, errors, doubts), ...counted }
}

function stateOf(
  name: CallName,
  pages: number,
  errors: readonly SaidError[],
  doubts: readonly string[],
): Pick<DatasetOutcome, 'state' | 'reasons' | 'cure'> {
  const [error, ...others] = errors
  const isAbsent = pages === 0 && others.length === 0 && error?.kind === 'error' && stateOfError(name, error.code) === 'complete'
  const said = isAbsent ? [] : errors.map((one) => `${name}: ${one.kind === 'error' ? `${one.code}: ${one.message}` : one.said}`)
  const reasons = [...said, ...doubts]
  const cure = cureFor({ name })
  if (isAbsent) return reasons.length === 0 ? { state: 'complete' } : { state: 'partial', reasons, cure }
  if (pages > 0) return reasons.length === 0 ? { state: 'complete' } : { state: 'partial', reasons, cure }
  if (reasons.length === 0) reasons.push('the folder holds no answer')
  const state = error?.kind === 'error' && others.length === 0 ? stateOfError(name, error.code) : 'failed'
  return { state, reasons, cure }
}

interface SavedPage {
  readonly json: Readonly<Record<string, unknown>> | null
  readonly error: SaidError | null
  readonly doubts: readonly string[]
}

const PAGE_NAME = /^(\d+)\.(json|error\.json|error\.txt)$/u

function doubtsOf({ names, twins }: GatheredCall): readonly string[] {
  const strange = names.filter((name) => !PAGE_NAME.test(name)).map((name) => `\`${name}\` is called as no page is`)
  const numbers = [...new Set(names.flatMap((name) => PAGE_NAME.exec(name)?.[1] ?? []).map(Number))].sort((a, b) => a - b)
  const [first = 1] = numbers
  const lacks = first > 1 || numbers.some((number, position) => number !== first + position)
  return [
    ...strange,
    ...(lacks ? ['a page is missing in the row of their numbers'] : []),
    ...twins.map((twin) => `\`${twin}\` is another folder of the same call, which is not taken in`),
  ]
}

async function pagesIn({ files, root }: Disk, { names, folder, dataset }: GatheredCall): Promise<readonly SavedPage[]> {
  const saved = names.flatMap((name) => {
    const [, number = '', form = ''] = PAGE_NAME.exec(name) ?? []
    return number === '' ? [] : [{ name, number: Number(number), form }]
  })
  const pages: SavedPage[] = []
  for (const [, some] of sortedBy(
    Map.groupBy(saved, ({ number }) => number),
    ([number]) => [number],
  )) {
    const texts = new Map<string, string>()
    const unreadable: string[] = []
    for (const { name, form } of some) {
      const text = await textIn(files, join(root, folder, name))
      if (text.ok) texts.set(form, text.value)
      else unreadable.push(`\`${name}\` cannot be read: ${text.reason}`)
    }
    const page = savedPage(dataset.name, `${folder}/${some[0]?.name ?? ''}`, texts)
    pages.push({ ...page, doubts: [...unreadable, ...page.doubts] })
  }
  return pages
}

/** A shell makes both files of a call, whichever of them the command writes to: the one that is empty says nothing, unless both are. */
function savedPage(name: CallName, where: string, texts: ReadonlyMap<string, string>): SavedPage {
  const filled = (form: string): string | null => {
    const text = texts.get(form)?.trim() ?? ''
    return text === '' ? null : text
  }
  const [answer, errorJson, errorText] = [filled('json'), filled('error.json'), filled('error.txt')]
  const error = errorJson !== null ? errorInJson(errorJson) : errorText !== null ? errorInText(name, errorText) : null
  if (answer !== null) {
    const json = objectIn(answer)
    return { json, error, doubts: json === null ? [`\`${where}\` is no JSON object`] : [] }
  }
  if (error !== null) return { json: null, error, doubts: [] }
  if (texts.get('error.txt') !== undefined && PRINTS_NOTHING.has(name)) return { json: {}, error: null, doubts: [] }
  return { json: null, error: null, doubts: texts.size === 0 ? [] : [`\`${where}\` is empty`] }
}

/** Of these the command line prints nothing at all where there is nothing. Only an error stream that is saved, and empty, shows that it did not fail. */
const PRINTS_NOTHING: ReadonlySet<CallName> = new Set<CallName>(['sqs list-queues', 'sqs list-queue-tags'])

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Readonly<Record<string, unknown>>) : null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

async function textIn(
  files: FileSystem,
  path: string,
): Promise<{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string }> {
  // prettier-ignore
  try {
    const entry = await files.entry(path)
    if (entry?.kind !== 'file') return { ok: false, reason: 'it is no plain file' }
    return { ok: true, value: new TextDecoder().decode(await readWhole(files, path)) }
  } catch (cause) {
    return { ok: false, reason: cause instanceof Error ? cause.message : String(cause) }
  }
}
