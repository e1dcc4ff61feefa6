import { type Diagnostic, type Place } from '../base/diagnostic.ts'
import { compareKeys } from '../base/order.ts'
import type { Draft } from './draft.ts'

/** The sections of which one entry can break without the others. */
export type BreakableSection = 'projects' | 'partners' | 'exceptions'

/** Whom an error harms: one entry, or the whole policy. */
export type Scope = { readonly section: BreakableSection; readonly key: string } | 'whole'

/** More would only be scrolled past; a single mistake can cause hundreds. */
const MOST_PER_FILE = 100

/** Takes every diagnostic with the scope that it harms. The one place that decides what an error takes out. */
export class Ledger {
  readonly #all: Draft[] = []
  readonly #errorPlaces = new Set<string>()
  readonly #byEntry = new Map<string, Draft[]>()
  #whole = false
  #cache: { readonly count: number; readonly told: ReadonlyMap<Draft, Diagnostic> } | null = null

  add(scope: Scope, diagnostic: Draft): void {
    this.#all.push(diagnostic)
    if (diagnostic.level !== 'error') return
    this.#errorPlaces.add(placeKey(diagnostic))
    if (scope === 'whole') this.#whole = true
    else this.#errorsOf(scope.section, scope.key).push(diagnostic)
  }

  sink(scope: Scope): (draft: Draft) => void {
    return (diagnostic) => this.add(scope, diagnostic)
  }

  /** Did an error fall outside every single entry? */
  get breaksWhole(): boolean {
    return this.#whole
  }

  /** Is an entry taken out? */
  breaks(section: BreakableSection, key: string): boolean {
    return this.#byEntry.has(entryKey(section, key))
  }

  /** The errors that take out one entry, by place, the first hundred; help only for those that `diagnostics` tells too. */
  errorsOf(section: BreakableSection, key: string): readonly Diagnostic[] {
    const drafts = this.#byEntry.get(entryKey(section, key)) ?? []
    const told = this.#told()
    return most(drafts).map((draft) => told.get(draft) ?? { ...draft, help: null })
  }

  hasErrorAt(place: Place): boolean {
    return this.#errorPlaces.has(placeKey(place))
  }

  /** By place, at most 100 a file; errors are kept before warnings. */
  diagnostics(): readonly Diagnostic[] {
    return [...this.#told().values()].sort(byPlace)
  }

  // Worked out anew when something was added since.
  #told(): ReadonlyMap<Draft, Diagnostic> {
    if (this.#cache === null || this.#cache.count !== this.#all.length) {
      const perFile = Map.groupBy(this.#all, ({ file }) => file)
      const drafts = [...perFile.values()].flatMap(most)
      const told = drafts.map((draft) => [draft, { ...draft, help: typeof draft.help === 'function' ? draft.help() : draft.help }] as const)
      this.#cache = { count: this.#all.length, told: new Map(told) }
    }
    return this.#cache.told
  }

  #errorsOf(section: BreakableSection, key: string): Draft[] {
    const id = entryKey(section, key)
    const errors = this.#byEntry.get(id) ?? []
    this.#byEntry.set(id, errors)
    return errors
  }
}

function most(ofFile: readonly Draft[]): readonly Draft[] {
  const sorted = ofFile.toSorted(byPlace)
  const once = sorted.filter((each, index) => index === 0 || byPlace(sorted[index - 1] ?? each, each) !== 0)
  const errors = once.filter(({ level }) => level === 'error').slice(0, MOST_PER_FILE)
  const warnings = once.filter(({ level }) => level === 'warning').slice(0, MOST_PER_FILE - errors.length)
  return [...errors, ...warnings]
}

function byPlace(a: Draft, b: Draft): number {
  return compareKeys([a.file, a.line, a.column, a.code, a.message], [b.file, b.line, b.column, b.code, b.message])
}

function entryKey(section: BreakableSection, key: string): string {
  return `${section}/${key}`
}

function placeKey({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
