import { assertNever } from '../../../core/base/assert-never.ts'
import type { DatasetReader } from '../../evidence/read-evidence.ts'
import type { CountLines } from '../proof-again.ts'
import { AciControls, aciRules } from './aci-controls.ts'
import { type ControlledGroup, ControlledGroups } from './controlled-group.ts'
import { OpenLdapControls } from './openldap-controls.ts'
import { administratorsIn, openLdapRules } from './openldap-rules.ts'
import type { GroupControl } from './state-controls.ts'

/** The rules of a directory, and what they must be told about before they are asked: its groups, and some names of its accounts. */
export interface DirectoryRules {
  readonly groups: ControlledGroups
  readonly controlOf: (group: ControlledGroup) => GroupControl
}

/** Reads the `acl` dataset, whichever directory it came from. */
export async function readRules(dataset: DatasetReader, counts: CountLines): Promise<DirectoryRules> {
  const kind = kindOf(dataset)
  switch (kind) {
    case 'olcAccess': {
      const rules = await openLdapRules(dataset, counts)
      const groups = new ControlledGroups(administratorsIn(rules))
      const controls = new OpenLdapControls(rules, groups)
      return { groups, controlOf: (group) => controls.of(group) }
    }
    case 'aci': {
      const rules = await aciRules(dataset, counts)
      const groups = new ControlledGroups([])
      const { source } = dataset
      const controls = new AciControls(rules, groups, {
        source,
        dataset: dataset.dataset,
        file: dataset.pages[0]?.path ?? '',
        record: dataset.unit,
      })
      return { groups, controlOf: (group) => controls.of(group) }
    }
    default:
      return assertNever(kind, 'rules')
  }
}

/** The file's name says it, since it must be known before the first record is read. */
function kindOf({ pages }: DatasetReader): 'olcAccess' | 'aci' {
  return pages.some(({ path }) => path.endsWith(`${ACI_FILE}.ldif`) || path.endsWith(`${ACI_FILE}.ldif.gz`)) ? 'aci' : 'olcAccess'
}

/** What the file with `aci` values is called, without its ending. */
export const ACI_FILE = 'aci'
