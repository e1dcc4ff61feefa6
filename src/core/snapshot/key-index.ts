/** Things by a key that may lead to several: one map entry a key, and a list only where there is more than one thing. */
export class KeyIndex<Thing extends object> {
  readonly #things = new Map<string, Thing | Several<Thing>>()

  /** The same thing twice under one key is once. */
  add(key: string, thing: Thing): void {
    const there = this.#things.get(key)
    if (there === undefined) this.#things.set(key, thing)
    else if (there instanceof Several) there.addOnce(thing)
    else if (there !== thing) this.#things.set(key, new Several([there, thing]))
  }

  /** In the order in which they were added; empty if there is none. */
  of(key: string): readonly Thing[] {
    const there = this.#things.get(key)
    if (there === undefined) return []
    return there instanceof Several ? there.things : [there]
  }

  /** The same keys, leading to other things. It is this index that is written over: the old one must not be asked any more. */
  turnedInto<Other extends object>(other: (thing: Thing) => Other): KeyIndex<Other> {
    const things = this.#things as Map<string, object>
    for (const [key, there] of this.#things) things.set(key, there instanceof Several ? new Several(there.things.map(other)) : other(there))
    return this as unknown as KeyIndex<Other>
  }
}

class Several<Thing> {
  readonly things: Thing[]

  constructor(things: Thing[]) {
    this.things = things
  }

  addOnce(thing: Thing): void {
    if (!this.things.includes(thing)) this.things.push(thing)
  }
}
