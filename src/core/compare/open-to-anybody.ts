import type { Person } from '../model/person.ts'
import { outsiderId } from '../model/iam.ts'
import type { Resource } from '../model/declared-project.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { OpenAccess } from '../model/setting.ts'
import type { Level } from '../model/resource-kind.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Reach } from '../reach/answer.ts'

/** Does the person stand for anybody in the world, as the policies of AWS let them in? */
export function isAnybody({ joins }: Person, { accounts, iam }: Snapshot): boolean {
  return joins.some(({ account }) => accounts[account]?.id === outsiderId.anybody && iam.has(accounts[account].source))
}

/** What opens the resource to anybody, one a level, in the words of the policies that do. */
export function openToAnybody(
  { at }: Resource,
  held: readonly { readonly account: AccountHandle; readonly level: Level }[],
  reach: Reach,
): readonly OpenAccess[] {
  return held.map(({ account, level }) => {
    const answer = reach.proofOf(account, at.text, level)
    const last = answer.kind === 'answered' ? answer.value?.at(-1) : undefined
    if (last?.kind !== 'control') throw new Error(`no proof of what is open on ${at.text}`)
    const { nativeRight, when, provenance } = last.right
    const says = [nativeRight, ...when.map((condition) => condition.says)].join(', ')
    return {
      kind: 'open-access',
      source: at.source,
      resource: at.native,
      object: `${at.native} ${level}`,
      to: 'anyone',
      level,
      says,
      until: null,
      provenance,
    }
  })
}
