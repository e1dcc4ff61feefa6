import type { ConditionKind } from '../model/condition.ts'
import type { KnownSource } from '../model/policy-load.ts'
import { complain, type Cursor, exists, items, member, textAt, textItems, textsAt, warnAtKey } from './cursor.ts'
import type { Names } from './names.ts'
import { isProtectedWord } from './protected-attributes.ts'
import { nearby, refer } from './references.ts'
import { PROTECTED_HELP, protectedMessage } from './schema-problems.ts'

/** Ids that conditions name, and whether any source supplies what they ask. */
export function checkConditions(conditions: Cursor, slug: string, project: Cursor, names: Names): void {
  for (const key of ['training', 'clearance'] as const) {
    for (const { text, at } of textItems(member(conditions, key))) {
      if (isProtectedWord(text)) complain(at, 'P019', protectedMessage(text), PROTECTED_HELP)
    }
  }
  for (const { text, at } of textsAt(member(conditions, 'agreement'))) {
    if (names.allSectionsSeen && !names.agreements.has(text)) {
      complain(at, 'P021', `no partner has an agreement \`${text}\``, nearby(text, names.agreements.keys()))
    }
  }
  const control = member(project, 'export_control')
  const licences = idsOf(items(member(control, 'licences')))
  for (const { text, at } of textsAt(member(conditions, 'licence'))) refer(at, text, licences, `project \`${slug}\` has no licence`)
  const plans = idsOf([member(control, 'control_plan')])
  for (const { text, at } of textsAt(member(conditions, 'control_plan'))) refer(at, text, plans, `project \`${slug}\` has no control plan`)
  warnOfUnsupplied(conditions, names)
}

function idsOf(entries: readonly Cursor[]): ReadonlySet<string> {
  return new Set(entries.flatMap((each) => textAt(member(each, 'id')) ?? []))
}

// What must be configured, and readable, for a condition ever to be met; agreements, licences and plans stand in the policy itself.
const SUPPLIERS: Partial<
  Record<ConditionKind, { readonly key: string; readonly by: (source: KnownSource) => boolean; readonly help: string }>
> = {
  training: { key: 'training', by: isRegister('training'), help: 'configure the register `training`' },
  clearance: { key: 'clearance', by: isRegister('clearances'), help: 'configure the register `clearances`' },
  host: { key: 'host', by: isRegister('visitors', 'partners'), help: 'configure the register `visitors` or `partners`' },
  mfa: { key: 'mfa', by: ({ kind }) => kind === 'entra', help: 'the sign-in policy comes from a source of kind `entra`' },
  'access-from': { key: 'access_from', by: ({ kind }) => kind === 'entra', help: 'the sign-in policy comes from a source of kind `entra`' },
}

function isRegister(...registers: readonly string[]): (source: KnownSource) => boolean {
  return ({ kind, register }) => kind === 'table' && register !== null && registers.includes(register)
}

function warnOfUnsupplied(conditions: Cursor, names: Names): void {
  for (const { key, by, help } of Object.values(SUPPLIERS)) {
    const at = member(conditions, key)
    if (!exists(at) || [...names.sources.values()].some((source) => source.readable && by(source))) continue
    warnAtKey(at, 'P047', `no source that can be read supplies the condition \`${key}\``, `${help}; until then it stays unknown`)
  }
}
