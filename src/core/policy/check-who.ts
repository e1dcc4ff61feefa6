import { complain, type Cursor, exists, member, textAt } from './cursor.ts'
import { checkAuthority } from './check-authority.ts'
import type { Names } from './names.ts'
import { bindAddress, refer } from './references.ts'

const FORMS = 'exactly one of `person`, `people`, `partner` with `people`, `department`, `authority`, `workload` with `owner`'

/** A `who` has exactly one of six forms; what it names must be declared. */
export function checkWho(who: Cursor, names: Names): void {
  if (who.node?.kind !== 'map') return
  const has = (key: string) => exists(member(who, key))
  const main = ['person', 'partner', 'department', 'authority', 'workload'].filter(has)
  const [form] = main
  const peopleAlone = main.length === 0 && has('people')
  const fits = (main.length === 1 && (form === 'partner' || !has('people'))) || peopleAlone
  if (!fits || (has('owner') && form !== 'workload')) return complain(who, 'P040', 'a `who` has one form', FORMS)
  if (form === 'partner' && !has('people')) complain(who, 'P011', 'missing key `people` in a `who`', "name the partner's people")
  if (form === 'workload' && !has('owner')) complain(who, 'P011', 'missing key `owner` in a `who`', 'a person answers for a workload')
  if (names.allSectionsSeen) refer(member(who, 'partner'), textAt(member(who, 'partner')), names.partners, 'there is no partner')
  checkAuthority(member(who, 'authority'), names)
  bindAddress(member(who, 'workload'), names)
}
