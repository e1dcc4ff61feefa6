import { createHash } from 'node:crypto'
import { tenantBuilder } from './tenant-builder.ts'
import type { Tenant } from './tenant.ts'

export interface LargeTenant {
  readonly seed: number
  readonly users: number
  readonly groups: number
  /** Direct memberships in all, spread over the groups: a few groups are large, most are small. */
  readonly memberships: number
  /** One user in so many is a guest. */
  readonly guestEvery?: number
}

/** A tenant for benches, made in seconds: many users, groups and memberships, one in ten groups nested in another, one owner for each. */
export function largeTenant({ seed, users, groups, memberships, guestEvery = 20 }: LargeTenant): Tenant {
  const tenant = tenantBuilder({ seed })
  const random = numbers(seed)
  const everyone = Array.from({ length: users }, (_, index) =>
    tenant.user(index % guestEvery === guestEvery - 1 ? guest(index, tenant.domain) : { department: `Department ${index % 97}` }),
  )
  const all = Array.from({ length: groups }, (_, index) => tenant.group({ displayName: `Group ${index}` }))
  for (const [index, group] of all.entries()) {
    tenant.owner(group, everyone[random() % users] ?? '')
    if (index % 10 === 9) tenant.member(group, all[random() % index] ?? '')
  }
  const nested = Math.floor(groups / 10)
  for (const [group, size] of sizes(all, memberships - nested)) {
    if (size > users) throw new Error(`a group of ${size} members needs more than ${users} users`)
    const first = random() % users
    for (let place = 0; place < size; place += 1) tenant.member(group, everyone[(first + place * STRIDE) % users] ?? '')
  }
  return tenant.build()
}

/** Prime, so that a group's members are spread over all users and none comes twice. */
const STRIDE = 7919

/** The size of each group: one in a hundred holds half of all memberships. */
function sizes(groups: readonly string[], memberships: number): readonly (readonly [string, number])[] {
  const large = Math.max(1, Math.floor(groups.length / 100))
  const half = Math.floor(memberships / 2)
  const share = (total: number, among: number, index: number): number => Math.floor(total / among) + (index < total % among ? 1 : 0)
  return groups.map((group, index) => [
    group,
    index < large ? share(half, large, index) : share(memberships - half, groups.length - large, index - large),
  ])
}

function guest(index: number, domain: string) {
  return {
    userType: 'Guest',
    creationType: 'Invitation',
    externalUserState: 'Accepted',
    userPrincipalName: `guest${index}_southfield.example#EXT#@${domain}`,
    mail: `guest${index}@southfield.example`,
  }
}

/** Whole numbers that follow from the seed. */
function numbers(seed: number): () => number {
  let block = Buffer.alloc(0)
  let made = 0
  return () => {
    if (block.length < 4)
      block = createHash('sha256')
        .update(`${seed} ${(made += 1)}`)
        .digest()
    const number = block.readUInt32BE(0)
    block = block.subarray(4)
    return number
  }
}
