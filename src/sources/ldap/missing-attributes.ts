import type { StatedGap } from '../evidence/dataset-ledger.ts'
import type { RecordText } from './record-text.ts'

/** Every account of Active Directory has these; where one is missing, the reader was not shown it. */
const ALWAYS_THERE = [
  { name: 'accountexpires', written: 'accountExpires', hides: 'its end date is not known' },
  { name: 'primarygroupid', written: 'primaryGroupID', hides: 'its primary group is not known' },
  { name: 'objectsid', written: 'objectSid', hides: 'its primary group is not known' },
] as const

/** Notes accounts of Active Directory on which something is not shown whose absence would otherwise read as "none". */
export class MissingAttributes {
  #accounts = 0
  readonly #without: Readonly<Record<(typeof ALWAYS_THERE)[number]['name'], string[]>> = {
    accountexpires: [],
    primarygroupid: [],
    objectsid: [],
  }

  see(text: RecordText, id: string): void {
    if (!text.has('samaccountname') && !text.has('useraccountcontrol') && !text.has('objectguid')) return
    this.#accounts += 1
    for (const { name } of ALWAYS_THERE) if (!text.has(name)) this.#without[name].push(id)
  }

  /** A gap an account, or one for the dataset where no account shows the attribute. */
  gaps(): readonly StatedGap[] {
    return ALWAYS_THERE.flatMap(({ name, written, hides }): readonly StatedGap[] => {
      const ids = this.#without[name]
      const cure = `let the reader read \`${written}\``
      if (ids.length === this.#accounts && ids.length > 0)
        return [{ code: 'dataset-incomplete', record: null, reason: `\`${written}\` is shown on none of ${ids.length} accounts`, cure }]
      return ids.map((record) => ({ code: 'dataset-incomplete', record, reason: `\`${written}\` is not shown: ${hides}`, cure }))
    })
  }
}
