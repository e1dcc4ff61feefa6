/**
 * Works on `items` some at a time, and yields what comes of them in their own order, so that a run's evidence does not depend on which
 * answer was the quickest. A failure of one ends all.
 */
export async function* inOrder<Item, Made>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Made>,
): AsyncGenerator<Made> {
  const running: Promise<Made>[] = []
  const source = items[Symbol.iterator]()
  const start = (): void => {
    const next = source.next()
    if (next.done === true) return
    const made = work(next.value)
    // Whoever waits for it hears of its failure; until then nobody may call it unhandled.
    made.catch(() => undefined)
    running.push(made)
  }
  for (let n = 0; n < atOnce; n++) start()
  for (let first = running.shift(); first !== undefined; first = running.shift()) {
    const made = await first
    start()
    yield made
  }
}
