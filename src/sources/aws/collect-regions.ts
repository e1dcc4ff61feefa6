import { AWS_CALLS, type CallName, regionParameters } from './calls.ts'
import type { AnyCall, Asker, Run } from './collect-call.ts'
import { collectCall, loseCalls } from './collect-call.ts'
import { Found, found } from './collect-wanted.ts'
import type { WantedNames } from './collect-wanted-names.ts'

const REGION_CALLS = Object.entries(AWS_CALLS)
  .filter(([, { scope }]) => scope === 'region')
  .map(([name]) => name as CallName)

/** The lists of one region of an account, one after the other; resolves to what of them is wanted. */
export async function collectRegion(run: Run, asker: Asker, region: string, wanted: WantedNames): Promise<Found> {
  const { account } = asker
  const place = { account, region }
  const all = new Found()
  for (const name of REGION_CALLS) {
    const call = { name, region, arguments: [], parameters: regionParameters(name, account) } as unknown as AnyCall
    const { whole } = await collectCall(run, asker, call, { visit: (page) => all.add(found(call, place, page, wanted)) })
    // A key can be asked for by the name that a policy has for it, also where the list of keys does not say whether it is there.
    if (name === 'kms list-keys' && !whole)
      for (const id of wanted.keysAt(place)) all.things.push({ id: `key ${id}`, place, calls: [], keys: [id], listedBy: call })
  }
  return all
}

/** The lists of a region that is not read. */
export function skipRegion(run: Run, account: string, region: string, reason: string): void {
  const calls = REGION_CALLS.map((name) => ({ name, region, arguments: [] }))
  loseCalls(run, account, calls, { state: 'skipped', reason, cure: null })
}
