/**
 * Works on all `items`, so many at a time, and resolves to what came of each, in the order of `items`. A failure of one ends all; it is
 * told when those under way have ended, so that nothing goes on behind the caller's back.
 */
export async function collectEach<Item, Made>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const waiting = [...items].entries()
  const made: Made[] = []
  const failures: unknown[] = []
  async function worker(): Promise<void> {
    for (const [position, item] of waiting) {
      if (failures.length > 0) return
      try {
        made[position] = await work(item)
      } catch (cause) {
        failures.push(cause)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (failures.length > 0) throw failures[0]
  return made
}
