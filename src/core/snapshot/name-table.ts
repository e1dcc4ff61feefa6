import type { Name } from '../model/fragment.ts'

/** Nobody bears the name; several do. Never mistaken for a principal, whose numbers start at 0. */
export const NOBODY = -1
export const SEVERAL = -2

/**
 * The names inside one source, interned to small integers while records stream in, and bound to principals afterwards.
 *
 * One map entry a distinct name; a reference costs four bytes. State worth a class: names must be interned before it is known
 * what they mean, since records refer to records that come later.
 */
export class NameTable {
  readonly #ids = new Map<Name, number>()
  #names: Name[] = []
  readonly #targets: number[] = []
  readonly #several = new Map<number, number[]>()

  /** The number of `name`, from 0 in order of first use. */
  intern(name: Name): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = this.#names.length
    this.#ids.set(name, id)
    this.#names.push(name)
    this.#targets.push(NOBODY)
    return id
  }

  nameOf(id: number): Name {
    const name = this.#names[id]
    if (name === undefined) throw new Error(`no name has number ${id}`)
    return name
  }

  /** Says that `name` means `principal`. The same twice is once; another makes the name ambiguous for good. */
  bind(name: Name, principal: number): void {
    const id = this.intern(name)
    const there = this.#targets[id]
    if (there === NOBODY) this.#targets[id] = principal
    else if (there === SEVERAL) addOnce(this.#several.get(id) ?? [], principal)
    else if (there !== undefined && there !== principal) {
      this.#targets[id] = SEVERAL
      this.#several.set(id, [there, principal])
    }
  }

  /** The principal that the name with this number means, `NOBODY` or `SEVERAL`. */
  targetOf(id: number): number {
    return this.#targets[id] ?? NOBODY
  }

  /** Forgets the texts of numbers: from here on names are only looked up. */
  seal(): void {
    this.#names = []
  }

  /** Every principal that bears `name`, ascending. */
  bearers(name: Name): readonly number[] {
    const id = this.#ids.get(name)
    if (id === undefined) return []
    const target = this.targetOf(id)
    if (target === NOBODY) return []
    return target === SEVERAL ? [...(this.#several.get(id) ?? [])].sort((a, b) => a - b) : [target]
  }
}

function addOnce(list: number[], value: number): void {
  if (!list.includes(value)) list.push(value)
}
