import { byPlace, type Diagnostic, type Place } from '../base/diagnostic.ts'

/** The sections of which one entry can break without the others. */
export type BreakableSection = 'projects' | 'partners' | 'exceptions'

/** Whom an error harms: one entry, or the whole policy. */
export type Scope = { readonly section: BreakableSection; readonly key: string } | 'whole'

/** More would only be scrolled past; a single mistake can cause hundreds. */
const MOST_PER_FILE = 100

/** Takes every diagnostic with the scope that it harms. The one place that decides what an error takes out. */
export class Ledger {
  readonly #all: Diagnostic[] = []
  readonly #errorPlaces = new Set<string>()
  readonly #byEntry = new Map<string, Diagnostic[]>()
  #whole = false

  add(scope: Scope, diagnostic: Diagnostic): void {
    this.#all.push(diagnostic)
    if (diagnostic.level !== 'error') return
    this.#errorPlaces.add(placeKey(diagnostic))
    if (scope === 'whole') this.#whole = true
    else this.#errorsOf(scope.section, scope.key).push(diagnostic)
  }

  sink(scope: Scope): (diagnostic: Diagnostic) => void {
    return (diagnostic) => this.add(scope, diagnostic)
  }

  /** Did an error fall outside every single entry? */
  get breaksWhole(): boolean {
    return this.#whole
  }

  /** The errors that take out one entry, in the order found. */
  errorsOf(section: BreakableSection, key: string): readonly Diagnostic[] {
    return this.#byEntry.get(entryKey(section, key)) ?? []
  }

  hasErrorAt(place: Place): boolean {
    return this.#errorPlaces.has(placeKey(place))
  }

  /** By place, at most 100 a file; errors are kept before warnings. */
  diagnostics(): readonly Diagnostic[] {
    const perFile = Map.groupBy(this.#all, ({ file }) => file)
    return [...perFile.values()].flatMap(most).sort(byPlace)
  }

  #errorsOf(section: BreakableSection, key: string): Diagnostic[] {
    const id = entryKey(section, key)
    const errors = this.#byEntry.get(id) ?? []
    this.#byEntry.set(id, errors)
    return errors
  }
}

function most(ofFile: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = ofFile.toSorted(byPlace)
  const once = sorted.filter((each, index) => index === 0 || byPlace(sorted[index - 1] ?? each, each) !== 0)
  const errors = once.filter(({ level }) => level === 'error').slice(0, MOST_PER_FILE)
  const warnings = once.filter(({ level }) => level === 'warning').slice(0, MOST_PER_FILE - errors.length)
  return [...errors, ...warnings]
}

function entryKey(section: BreakableSection, key: string): string {
  return `${section}/${key}`
}

function placeKey({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
