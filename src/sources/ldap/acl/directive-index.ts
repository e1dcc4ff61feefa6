import type { AccessDirective } from './access-directive.ts'

/**
 * The directives of a database by the one entry that they are about, where they name one: a university has thousands of those, and the
 * server's walk through all of them, repeated for every group, would take minutes.
 */
export class DirectiveIndex {
  readonly #directives: readonly AccessDirective[]
  /** Positions of the directives that are about one entry, by its name. */
  readonly #ofEntry = new Map<string, number[]>()
  /** Positions of all others, ascending. */
  readonly #others: number[] = []

  constructor(directives: readonly AccessDirective[]) {
    this.#directives = directives
    for (const [position, { what }] of directives.entries()) {
      if (what.scope.style !== 'base') {
        this.#others.push(position)
        continue
      }
      const there = this.#ofEntry.get(what.scope.name)
      if (there === undefined) this.#ofEntry.set(what.scope.name, [position])
      else there.push(position)
    }
  }

  /** The directives that may be about the entry `name`, in the server's order: all but those that are about another one. */
  about(name: string): readonly AccessDirective[] {
    const own = this.#ofEntry.get(name)
    const positions = own === undefined ? this.#others : [...this.#others, ...own].sort((a, b) => a - b)
    return positions.map((position) => this.#directives[position]!)
  }
}
