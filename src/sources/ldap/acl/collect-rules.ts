import { assertNever } from '../../../core/base/assert-never.ts'
import type { Instant } from '../../../core/base/instant.ts'
import type { DatasetWriter } from '../../evidence/open-evidence.ts'
import { DATABASE_ATTRIBUTES } from '../attributes.ts'
import { DatasetLog, collectDataset } from '../collect-dataset.ts'
import type { DatasetPlan } from '../dataset-ldif.ts'
import { ACL, DATABASE_ENTRIES } from '../datasets.ts'
import { failureText } from '../directory-failure.ts'
import { isAbove } from '../references.ts'
import { rootValues } from '../root-dse.ts'
import type { DirectorySession, Opened } from '../session.ts'
import { ACI_FILE } from './read-rules.ts'

/** Where the directory keeps its rules, and what is asked of them; null for one that keeps them elsewhere. */
export function rulesPlan({ root, flavour }: Opened, base: string, common: Pick<DatasetPlan, 'pageSize' | 'now'>): DatasetPlan | null {
  const plan = { ...common, dataset: ACL, controls: [], visible: [] } as const
  switch (flavour) {
    case 'active-directory':
      return null
    case 'openldap':
      return {
        ...plan,
        base: rootValues(root, 'configcontext')[0] ?? 'cn=config',
        filter: DATABASE_ENTRIES,
        attributes: DATABASE_ATTRIBUTES,
        unpaged: true,
      }
    case '389-ds':
    case 'freeipa':
      // Rules of every entry above the base hold for it, too.
      return {
        ...plan,
        file: ACI_FILE,
        base: rootValues(root, 'namingcontexts').find((context) => isAbove(context, base)) ?? base,
        filter: '(aci=*)',
        attributes: ['objectClass', 'aci'],
      }
    default:
      return assertNever(flavour, 'flavour')
  }
}

/** Reads the rules; a reader to whom cn=config is not shown gets `denied` and the cure. */
export async function collectRules(
  session: DirectorySession,
  plan: DatasetPlan,
  writer: DatasetWriter,
  clock: () => Instant,
): Promise<DatasetLog> {
  const opened = await session.opened()
  const shown = opened.ok
    ? await opened.value.connection.read({ ...plan, scope: 'base', filter: '(objectClass=*)', attributes: ['1.1'] })
    : opened
  const isHidden = shown.ok ? shown.value.entries.length === 0 : shown.error.kind === 'result'
  if (!isHidden) return collectDataset(session, plan, writer, clock)
  const log = new DatasetLog()
  const why = shown.ok ? 'it is not shown' : failureText(shown.error)
  log.lower('denied', `control not assessed: \`${plan.base}\`: ${why}`, RULES_CURE)
  return log
}

const RULES_CURE = 'let the reader read the access rules (OpenLDAP: `olcAccess` under cn=config; 389: `aci`): docs/sources/ldap.md'
