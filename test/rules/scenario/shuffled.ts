/** The same things in an order that the seed decides: the same seed, the same order. */
export function shuffled<Thing>(things: readonly Thing[], seed: number): readonly Thing[] {
  const order = [...things]
  let state = seed
  for (let last = order.length - 1; last > 0; last -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (last + 1)
    const [a, b] = [order[last], order[other]]
    if (a === undefined || b === undefined) throw new Error('beyond the end')
    order[last] = b
    order[other] = a
  }
  return order
}
