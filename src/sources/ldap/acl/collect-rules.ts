import type { Instant } from '../../../core/base/instant.ts'
import type { DatasetWriter } from '../../evidence/open-evidence.ts'
import { DATABASE_ATTRIBUTES } from '../attributes.ts'
import { DatasetLog, collectDataset } from '../collect-dataset.ts'
import type { DatasetPlan } from '../dataset-ldif.ts'
import { ACL, DATABASE_ENTRIES } from '../datasets.ts'
import { failureText } from '../directory-failure.ts'
import { rootValues } from '../root-dse.ts'
import type { DirectorySession, Opened } from '../session.ts'

/** Where slapd keeps its rules, and what is asked of them. */
export function rulesPlan({ root }: Opened, common: Pick<DatasetPlan, 'pageSize' | 'now'>): DatasetPlan {
  const base = rootValues(root, 'configcontext')[0] ?? 'cn=config'
  return {
    ...common,
    dataset: ACL,
    base,
    filter: DATABASE_ENTRIES,
    attributes: DATABASE_ATTRIBUTES,
    controls: [],
    unpaged: true,
    visible: [],
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

const RULES_CURE = 'let the reader read `olcAccess` under cn=config: docs/sources/ldap.md'
