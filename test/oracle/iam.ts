// A second reading of the vendor's pages, statement by statement and with every fact known: no sets, no remainder, nothing shared with the
// engine. Where the pages differ it says so.

export interface Facts {
  readonly caller: Readonly<Record<string, unknown>> & { readonly kind: string }
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string | null
  /** All that is known; a key that is missing is not in the request. Names in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly policies: {
    readonly identity: readonly Doc[]
    readonly boundary?: Doc
    readonly session?: readonly Doc[]
    readonly resource?: Doc
    readonly scp?: readonly (readonly Doc[])[]
    readonly rcp?: readonly (readonly Doc[])[]
    readonly endpoint?: Doc
  }
  /** As what something beside the resource's policy lets the caller in: a grant of the key, an access control list. */
  readonly granted?: readonly string[]
}

export interface Doc {
  readonly Version: string
  readonly Statement: readonly Stmt[]
}

export type Stmt = Readonly<Record<string, unknown>> & { readonly Effect: string }

export class Disputed extends Error {}

type Answer = 'allow' | 'deny' | 'silent'

/** Is the request let through? Throws `Disputed` where the vendor's pages differ. */
export function isAllowed(facts: Facts): boolean {
  const { caller, policies, action } = facts
  if (action.toLowerCase() === 'sts:getcalleridentity') return true
  const account = callerAccount(caller)
  const isRoot = caller.kind === 'root'
  const asked = (docs: readonly Doc[]): Answer => combined(docs.flatMap((doc) => doc.Statement.map((one) => verdictOf(one, doc, facts))))
  const service = action.split(':')[0]?.toLowerCase() ?? ''
  const isLinked = caller['serviceLinked'] === true

  // First everything that may deny.
  const families: Answer[] = []
  if (!isRoot) {
    families.push(asked(policies.identity))
    if (policies.boundary !== undefined) families.push(asked([policies.boundary]))
    if (policies.session !== undefined) families.push(asked(policies.session))
  }
  const scpBinds = account !== null && !isLinked && policies.scp !== undefined
  const rcpBinds = !isLinked && ['s3', 'sts', 'kms', 'secretsmanager', 'dynamodb', 'ecr', 'sqs'].includes(service) && action.toLowerCase() !== 'kms:retiregrant' && policies.rcp !== undefined // prettier-ignore
  const levels = [...(scpBinds ? policies.scp : []), ...(rcpBinds ? policies.rcp : [])]
  const byLevel = levels.map((level) => asked(level))
  const endpoint = policies.endpoint === undefined ? 'allow' : asked([policies.endpoint])
  const resource = onResource(facts)
  if ([...families, ...byLevel, endpoint].includes('deny') || resource.denies) return false
  if (byLevel.includes('silent') || endpoint === 'silent') return false

  // Then what lets it through.
  const names = new Set([...resource.allowsAs, ...(facts.granted ?? [])])
  const named = (...as: readonly string[]): boolean => as.some((one) => names.has(one))
  if (caller.kind === 'service') return named('service', 'everybody')
  if (caller.kind === 'federated') return named('provider', 'everybody')
  if (caller.kind === 'anonymous') return named('everybody')
  const isTrust = /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/iu.test(action)
  const isOwn = facts.resourceAccount === null || facts.resourceAccount === account
  if (isRoot) return isOwn && service !== 'kms' && !isTrust ? true : named('account', 'everybody')
  const own = asked(policies.identity) === 'allow'
  const within = policies.boundary === undefined || asked([policies.boundary]) === 'allow'
  const inSession = policies.session === undefined || asked(policies.session) === 'allow'
  const full = own && within && inSession
  if (!isOwn) return full && names.size > 0
  const limited = named('role', 'user-of-session') && within && inSession
  const unlimited = named('user', 'federated-session', 'everybody')
  if (named('session') && !inSession && !(unlimited || limited)) {
    if (isTrust ? within && inSession : true) throw new Disputed('a silent session policy and a session that is named')
  }
  const byName = unlimited || limited || (named('session') && inSession)
  if (isTrust) return (byName && within && inSession) || (full && named('account'))
  if (service === 'kms') return byName || (full && named('account'))
  return full || byName
}

function combined(answers: readonly Answer[]): Answer {
  if (answers.includes('deny')) return 'deny'
  return answers.includes('allow') ? 'allow' : 'silent'
}

function verdictOf(statement: Stmt, doc: Doc, facts: Facts): Answer {
  if (!speaksOf(statement, doc, facts)) return 'silent'
  return statement.Effect === 'Deny' ? 'deny' : 'allow'
}

function onResource(facts: Facts): { readonly denies: boolean; readonly allowsAs: ReadonlySet<string> } {
  const doc = facts.policies.resource
  const allowsAs = new Set<string>()
  let denies = false
  for (const statement of doc?.Statement ?? []) {
    if (doc === undefined || !speaksOf(statement, doc, facts)) continue
    const names = statement['NotPrincipal'] === undefined ? namesOf(statement['Principal'], facts.caller) : otherThan(statement, facts)
    if (names.length === 0) continue
    if (statement.Effect === 'Deny') denies = true
    else for (const name of names) allowsAs.add(name)
  }
  return { denies, allowsAs }
}

function otherThan(statement: Stmt, facts: Facts): readonly string[] {
  const { caller } = facts
  const isDeny = statement.Effect === 'Deny'
  if (isDeny && facts.policies.boundary !== undefined) return ['everybody']
  const names = new Set(namesOf(statement['NotPrincipal'], caller))
  if (names.has('everybody')) return []
  if (names.size === 0) return ['everybody']
  const needed =
    caller.kind === 'role-session'
      ? ['account', 'role', 'session']
      : caller.kind === 'user'
        ? ['user']
        : caller.kind === 'federated-session'
          ? ['federated-session']
          : []
  if (needed.every((one) => names.has(one))) return []
  if (caller.kind === 'role-session' && (names.has('role') || names.has('session'))) return ['everybody']
  throw new Disputed('NotPrincipal that lists the account alone')
}

function namesOf(principal: unknown, caller: Facts['caller']): readonly string[] {
  if (principal === undefined) return []
  if (principal === '*') return ['everybody']
  const names: string[] = []
  const map = principal as Readonly<Record<string, unknown>>
  for (const text of many(map['AWS'])) {
    if (text === '*') names.push('everybody')
    const account = callerAccount(caller)
    if (account !== null && (text === account || text === `arn:aws:iam::${account}:root`)) names.push('account')
    if (caller.kind === 'user' && text === caller['arn']) names.push('user')
    if (caller.kind === 'role-session' && text === caller['roleArn']) names.push('role')
    if (caller.kind === 'role-session' && text === sessionOf(caller)) names.push('session')
    if (caller.kind === 'federated-session' && text === caller['arn']) names.push('federated-session')
    if (caller.kind === 'federated-session' && text === caller['userArn']) names.push('user-of-session')
  }
  if (caller.kind === 'service' && many(map['Service']).includes(String(caller['name']))) names.push('service')
  if (caller.kind === 'federated' && many(map['Federated']).includes(String(caller['provider']))) names.push('provider')
  return names
}

function sessionOf(caller: Facts['caller']): string {
  const [, , , , account = '', role = ''] = String(caller['roleArn']).split(':')
  return `arn:aws:sts::${account}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/${String(caller['sessionName'])}`
}

function callerAccount(caller: Facts['caller']): string | null {
  if (caller.kind === 'root') return String(caller['account'])
  const arn = caller['userArn'] ?? caller['roleArn'] ?? caller['arn']
  return typeof arn === 'string' ? (arn.split(':')[4] ?? null) : null
}

function speaksOf(statement: Stmt, doc: Doc, facts: Facts): boolean {
  const actions = statement['Action']
  const hitsAction = (patterns: unknown): boolean => many(patterns).some((pattern) => fitsAction(pattern, facts.action))
  if (actions === undefined ? hitsAction(statement['NotAction']) : !hitsAction(actions)) return false
  const hitsResource = (patterns: unknown): boolean => many(patterns).some((pattern) => fitsResource(pattern, doc, facts))
  if (statement['Resource'] !== undefined && !hitsResource(statement['Resource'])) return false
  if (statement['NotResource'] !== undefined && hitsResource(statement['NotResource'])) return false
  const condition = (statement['Condition'] ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, many(values), doc, facts)),
  )
}

function fitsAction(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  if (/^\s|\s$|,|^$/u.test(pattern)) return false
  const at = pattern.indexOf(':')
  return (
    pattern.slice(0, at).toLowerCase() === action.slice(0, action.indexOf(':')).toLowerCase() &&
    glob(pattern.slice(at + 1), 'i').test(action.slice(action.indexOf(':') + 1))
  )
}

function fitsResource(pattern: string, doc: Doc, facts: Facts): boolean {
  if (pattern === '*') return true
  if (facts.resource === '*') return false
  const text = filled(pattern, doc, facts)
  if (text === null) return false
  const parts = text.split(':')
  const given = facts.resource.split(':')
  if (/[*?]/u.test(parts[2] ?? '')) return false
  const heads = [0, 1, 2, 3, 4].every((at) => glob(parts[at] ?? '*').test(given[at] ?? ''))
  const rest = parts.length > 5 ? parts.slice(5).join(':') : '*'
  if (heads && glob(rest).test(given.slice(5).join(':'))) return true
  if (parts.slice(1, 5).some((part) => part.includes('*')) && glob(text).test(facts.resource))
    throw new Disputed('a wildcard across a colon')
  return false
}

/** With variables put in, their values safe from being patterns; null where one has none. */
function filled(text: string, doc: Doc, facts: Facts): string | null {
  if (doc.Version !== '2012-10-17') return text
  let lost = false
  const put = text.replaceAll(/\$\{([^}]*)\}/gu, (_, name: string) => {
    if (['*', '?', '$'].includes(name)) return SAFE[name] ?? name
    const [key = '', fallback] = name.split(',').map((part) => part.trim())
    const values = facts.context[key.toLowerCase()]
    const value = values?.length === 1 ? values[0] : fallback?.replaceAll("'", '')
    if (value === undefined) lost = true
    return (value ?? '').replaceAll(/[*?]/gu, (sign) => SAFE[sign] ?? sign)
  })
  return lost ? null : put
}

/** Stand-ins for signs that are no wildcards. */
const SAFE: Readonly<Record<string, string>> = { '*': '\u0001', '?': '\u0002', $: '$' }
const unsafe = (text: string): string => text.replaceAll('\u0001', '*').replaceAll('\u0002', '?')

export function glob(pattern: string, flags = ''): RegExp {
  const body = Array.from(pattern, (sign) =>
    sign === '*' ? '[^]*' : sign === '?' ? '[^]' : unsafe(sign).replaceAll(/[.+^${}()|[\]\\*?]/gu, String.raw`\$&`),
  )
  return new RegExp(`^${body.join('')}$`, `u${flags}`)
}

/** Does a term of a condition hold? */
export function holds(operator: string, key: string, wanted: readonly string[], doc: Doc, facts: Facts): boolean {
  const given = facts.context[key.toLowerCase()]
  const set = operator.startsWith('ForAllValues:') ? 'All' : operator.startsWith('ForAnyValue:') ? 'Any' : null
  let name = operator.replace(/^For(?:AllValues|AnyValue):/u, '')
  const ifExists = name.endsWith('IfExists')
  name = name.replace(/IfExists$/u, '')
  if (name === 'Null') return wanted.some((one) => (one === 'true') === (given === undefined))
  const negated = name.includes('Not')
  const hit = (value: string): boolean => {
    const one = wanted.some((text) => {
      const put = /^(?:String|Arn)/u.test(name) ? filled(text, doc, facts) : text
      return put !== null && compare(name.replace('Not', ''), value, put)
    })
    return negated ? !one : one
  }
  if (given === undefined) return set === 'All' ? true : set === 'Any' ? ifExists : ifExists || negated
  if (set === 'All') return given.every(hit)
  if (set === 'Any') return given.some(hit)
  if (given.length > 1) throw new Disputed('a plain operator on several values')
  return given.some(hit)
}

function compare(name: string, value: string, wanted: string): boolean {
  switch (name) {
    case 'StringEquals':
      return value === unsafe(wanted)
    case 'StringEqualsIgnoreCase':
      return value.toLowerCase() === unsafe(wanted).toLowerCase()
    case 'StringLike':
      return glob(wanted).test(value)
    case 'ArnEquals':
    case 'ArnLike': {
      const [a, b] = [value.split(':'), wanted.split(':')]
      return (
        a.length > 5 &&
        b.length > 5 &&
        [0, 1, 2, 3, 4].every((at) => glob(b[at] ?? '').test(a[at] ?? '')) &&
        glob(b.slice(5).join(':')).test(a.slice(5).join(':'))
      )
    }
    case 'Bool':
      return value.toLowerCase() === wanted.toLowerCase()
    case 'NumericEquals':
      return Number(value) === Number(wanted)
    case 'NumericLessThan':
      return Number(value) < Number(wanted)
    case 'IpAddress':
      return inRange(value, wanted)
    default:
      throw new Error(`the oracle does not know ${name}`)
  }
}

/** IPv4 alone: bits as text. */
function inRange(value: string, range: string): boolean {
  const bits = (text: string): string =>
    text
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('')
  const [base = '', mask = '32'] = range.split('/')
  return bits(value).slice(0, Number(mask)) === bits(base).slice(0, Number(mask))
}

function many(value: unknown): readonly string[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}
