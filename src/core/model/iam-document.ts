import { type Result, failed, succeeded } from '../base/result.ts'

/** One statement of a policy, each element as a list; null = the element is not there. */
export interface Statement {
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[] | null
  readonly notActions: readonly string[] | null
  readonly resources: readonly string[] | null
  readonly notResources: readonly string[] | null
  readonly principal: Principals | null
  readonly notPrincipal: Principals | null
  /** Operator as written → key as written → values. */
  readonly condition: readonly ConditionTerm[]
}

/** By `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` alone is every kind. */
export interface Principals {
  readonly everybody: boolean
  readonly byKind: Readonly<Record<'AWS' | 'Service' | 'Federated' | 'CanonicalUser', readonly string[]>>
}

export interface ConditionTerm {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface PolicyDocument {
  /** What people call it: the policy's name, or what it hangs on. */
  readonly label: string
  /** Only this version knows variables (rule 32). */
  readonly variables: boolean
  readonly statements: readonly Statement[]
}

/** A policy that allows everything: it stands for one that nobody here can know. */
export function allowsEverything(label: string): PolicyDocument {
  const nobody = { principal: null, notPrincipal: null, notActions: null, notResources: null }
  return {
    label,
    variables: true,
    statements: [{ sid: null, effect: 'Allow', actions: ['*'], resources: ['*'], condition: [], ...nobody }],
  }
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'])
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const

/**
 * Reads a policy document as the service stores it ("Grammar of the IAM JSON policy language"). A failure names the place; nothing is guessed,
 * since a statement that was overlooked may be a Deny.
 */
export function parsePolicy(label: string, json: unknown): Result<PolicyDocument, string> {
  if (!isMap(json)) return failed(`${label}: not a policy document`)
  const version = json['Version'] ?? '2008-10-17'
  if (version !== '2012-10-17' && version !== '2008-10-17') return failed(`${label}: Version is neither \`2012-10-17\` nor \`2008-10-17\``)
  const written = json['Statement']
  if (written === undefined) return failed(`${label}: no Statement`)
  const statements: Statement[] = []
  for (const [position, one] of listOf(written).entries()) {
    const statement = parseStatement(one)
    if (!statement.ok) return failed(`${label}: statement ${position + 1}: ${statement.error}`)
    statements.push(statement.value)
  }
  return succeeded({ label, variables: version === '2012-10-17', statements })
}

function parseStatement(json: unknown): Result<Statement, string> {
  if (!isMap(json)) return failed('not an object')
  const unknown = Object.keys(json).find((name) => !ELEMENTS.has(name))
  if (unknown !== undefined) return failed(`the element \`${unknown}\` is not known; names are case-sensitive`)
  const effect = json['Effect']
  if (effect !== 'Allow' && effect !== 'Deny') return failed('Effect is neither `Allow` nor `Deny`')
  const lists: Record<string, readonly string[] | null> = {}
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    const texts = textsOf(json[name])
    if (texts === undefined) return failed(`${name} is no text or list of texts`)
    lists[name] = texts
  }
  if ((lists['Action'] === null) === (lists['NotAction'] === null)) return failed('one of Action and NotAction is needed')
  if (lists['Resource'] !== null && lists['NotResource'] !== null) return failed('Resource and NotResource stand side by side')
  const principals: (Principals | null)[] = []
  for (const name of ['Principal', 'NotPrincipal']) {
    const parsed = principalsOf(json[name])
    if (parsed === undefined) return failed(`${name} cannot be read`)
    principals.push(parsed)
  }
  const condition = conditionOf(json['Condition'])
  if (condition === undefined) return failed('Condition cannot be read')
  const [principal = null, notPrincipal = null] = principals
  return succeeded({
    sid: typeof json['Sid'] === 'string' && json['Sid'] !== '' ? json['Sid'] : null,
    effect,
    actions: lists['Action'] ?? null,
    notActions: lists['NotAction'] ?? null,
    resources: lists['Resource'] ?? null,
    notResources: lists['NotResource'] ?? null,
    principal,
    notPrincipal,
    condition,
  })
}

/** Undefined for what cannot be read, null for what is not there. */
function principalsOf(json: unknown): Principals | null | undefined {
  if (json === undefined) return null
  const none: Record<(typeof PRINCIPAL_KINDS)[number], readonly string[]> = { AWS: [], Service: [], Federated: [], CanonicalUser: [] }
  if (json === '*') return { everybody: true, byKind: none }
  if (!isMap(json)) return undefined
  for (const [kind, value] of Object.entries(json)) {
    const known = PRINCIPAL_KINDS.find((one) => one === kind)
    const texts = textsOf(value)
    if (known === undefined || texts === undefined || texts === null) return undefined
    none[known] = texts
  }
  return { everybody: none.AWS.includes('*'), byKind: none }
}

function conditionOf(json: unknown): readonly ConditionTerm[] | undefined {
  if (json === undefined) return []
  if (!isMap(json)) return undefined
  const terms: ConditionTerm[] = []
  for (const [operator, keys] of Object.entries(json)) {
    if (!isMap(keys)) return undefined
    for (const [key, written] of Object.entries(keys)) {
      const values = listOf(written).map((value) => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null)) // prettier-ignore
      if (values.some((value) => value === null)) return undefined
      terms.push({ operator, key, values: values.flatMap((value) => value ?? []) })
    }
  }
  return terms
}

function textsOf(json: unknown): readonly string[] | null | undefined {
  if (json === undefined) return null
  const list = listOf(json)
  return list.every((one) => typeof one === 'string') ? list : undefined
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [json]
}

function isMap(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
