import { checkOrder } from './check-common.ts'
import { complain, type Cursor, items, member, placeOf, placeText, textAt, textItems } from './cursor.ts'
import type { Names } from './names.ts'
import { referProject } from './references.ts'

/** A partner's agreements: ids unique among all partners, projects that exist, dates in order. */
export function checkPartner(partner: Cursor, names: Names): void {
  for (const agreement of items(member(partner, 'agreements'))) {
    const at = member(agreement, 'id')
    const id = textAt(at)
    const first = id === null ? undefined : names.agreements.get(id)
    if (first !== undefined && first.at.node !== agreement.node) {
      const where = placeText(placeOf(member(first.at, 'id')))
      complain(at, 'P023', `id \`${id}\` of an agreement is used twice: also by \`${first.partner}\` at ${where}`)
    }
    for (const { text, at: project } of textItems(member(agreement, 'covers'))) referProject(project, text, names)
    checkOrder(agreement, 'from', 'until')
  }
  checkOrder(member(partner, 'due_diligence'), 'reviewed', 'next')
}
