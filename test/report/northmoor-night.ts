import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReplayedNight, replay } from '../../fixtures/demo/replay.ts'

/** Northmoor after its fourteen nights, published into a folder of its own; `remove` takes it away. */
export async function northmoorAfterFourteenNights(): Promise<ReplayedNight & { readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-northmoor-'))
  const nights: ReplayedNight[] = []
  const flags = { store: `sqlite:${join(folder, 'gatehouse.db')}`, evidence: join(folder, 'evidence'), reports: join(folder, 'reports') }
  await replay(flags, 1, async (night) => {
    nights.push(night)
  })
  const last = nights.at(-1)
  if (last === undefined) throw new Error('Northmoor has no nights')
  return { ...last, remove: () => rm(folder, { recursive: true, force: true }) }
}
