import { randomFrom, type Random } from '../../fixtures/generate/random.ts'
import type { Account, Group } from '../../src/core/model/account.ts'
import type { AccountFact, FragmentSink, GroupFact } from '../../src/core/model/fragment.ts'
import type { IamFact, IamIdentityFact, IamTargetFact } from '../../src/core/model/iam.ts'
import { outsiderId } from '../../src/core/model/iam.ts'
import { parsePolicy } from '../../src/core/model/iam-document.ts'
import type { ResourceKind } from '../../src/core/model/resource-kind.ts'
import {
  MANAGED,
  OWN_STATEMENTS,
  PERMISSION_SETS,
  RESOURCE_GUARDRAILS,
  SERVICE_GUARDRAILS,
  type Statements,
  resourcePolicy,
  trustOf,
} from './documents.ts'

/** What is written into one account of the organization; the same in all, so that sizes differ by the number of accounts alone. */
export const PER_ACCOUNT = { users: 50, groups: 6, roles: 40, resources: 10, people: 50 } as const

const SOURCE = 'aws'

const PARTNERS = ['999988887777', '888877776666', '777766665555']
const SETS = Object.keys(PERMISSION_SETS)
const KINDS: readonly ResourceKind[] = ['bucket', 'bucket', 'bucket', 'bucket', 'key', 'key', 'secret', 'queue', 'topic', 'database']

/** What was written. */
export interface Written {
  readonly principals: number
  readonly roles: number
  readonly resources: readonly string[]
  readonly policies: number
  readonly statements: number
}

/**
 * Writes an organization as a reader of AWS states it: `accounts` accounts in five units, each with users in groups, roles of Identity Center,
 * of services and of other accounts, and protected resources with policies of their own. The seed decides everything.
 */
export function writeOrganization(sink: FragmentSink, accounts: number): Written {
  return new OrganizationWriter(sink, accounts).write()
}

class OrganizationWriter {
  readonly #sink: FragmentSink
  readonly #random: Random = randomFrom(5)
  readonly #numbers: readonly string[]
  readonly #resources: string[] = []
  readonly #policies = new Map<string, string>()
  #statements = 0
  #roles = 0

  constructor(sink: FragmentSink, accounts: number) {
    this.#sink = sink
    this.#numbers = Array.from({ length: accounts }, (_, at) => String(100_000_000_000 + at * 7))
  }

  write(): Written {
    this.#outsiders()
    this.#guardrails()
    for (const number of this.#numbers) this.#account(number)
    this.#people()
    const principals = this.#numbers.length * (PER_ACCOUNT.users + PER_ACCOUNT.people)
    return { principals, roles: this.#roles, resources: this.#resources, policies: this.#policies.size, statements: this.#statements }
  }

  #outsiders(): void {
    const services = ['lambda', 'ec2', 'ecs-tasks', 'states', 'cloudtrail'].map((name) => outsiderId.service(`${name}.amazonaws.com`))
    const ids = [...services, outsiderId.anybody, ...PARTNERS.map((number) => outsiderId.account(number))]
    this.#sink.accounts(ids.map((id) => account(id, true)))
  }

  #guardrails(): void {
    for (const [name, statements] of Object.entries({ ...SERVICE_GUARDRAILS, ...RESOURCE_GUARDRAILS, ...MANAGED }))
      this.#policy(`arn:aws:iam::aws:policy/${name}`, statements)
  }

  #account(number: string): void {
    const at = this.#numbers.indexOf(number)
    const unit = `ou-${at % 5}`
    const scp = ['FullAWSAccess', 'NoLeaving', ...(at % 5 === 0 ? ['OnlyInEurope'] : [])].map(managed)
    const rcp = ['RCPFullAWSAccess', ...(at % 3 === 0 ? ['OnlyOurs'] : [])].map(managed)
    const levels = (keys: readonly string[]) => [keys.slice(0, 1), keys]
    this.#sink.iam([
      { ...of(number, number), kind: 'account', account: number, label: `account ${at}`, isManagement: at === 0, organization: 'o-north', path: `o-north/r-1/${unit}/`, scp: levels(scp), rcp: levels(rcp) }, // prettier-ignore
    ])
    this.#sink.accounts([account(outsiderId.root(number), false), account(outsiderId.provider(identityCenter(number)), false)])
    this.#users(number)
    this.#writeRoles(number)
    for (let one = 0; one < PER_ACCOUNT.resources; one++) this.#resource(number, one)
  }

  #users(number: string): void {
    const groups = Array.from({ length: PER_ACCOUNT.groups }, (_, at) => `arn:aws:iam::${number}:group/g${at}`)
    const identities = groups.map((arn, at) => {
      const own = at === 0 ? ['AdministratorAccess'] : this.#some(Object.keys(MANAGED).slice(1), 2)
      return identity(number, arn, 'group', { policies: own.map(managed) })
    })
    for (let at = 0; at < PER_ACCOUNT.users; at++) {
      const arn = `arn:aws:iam::${number}:user/u${at}`
      const inGroups = at === 0 ? groups.slice(0, 1) : this.#some(groups.slice(1), 2)
      const inline = at % 10 === 3 ? [this.#own(`${arn} inline`, number)] : []
      const tags = { project: `p${this.#random.below(20)}` }
      identities.push(identity(number, arn, 'user', { policies: inline, groups: inGroups, tags }))
      this.#sink.accounts([account(arn, false)])
    }
    this.#sink.iam(identities)
  }

  #writeRoles(number: string): void {
    const identities: IamFact[] = []
    const role = (name: string, path: string, rest: Partial<IamIdentityFact>): void => {
      const arn = `arn:aws:iam::${number}:role${path}${name}`
      identities.push(identity(number, arn, 'role', rest))
      this.#sink.accounts([account(arn, true)])
      this.#sink.resources([{ source: SOURCE, native: arn, kind: 'role', label: name, provenance: of(number, arn).provenance }])
      this.#roles++
    }
    const federated = this.#policy(`${number} sso trust`, trustOf({ Federated: identityCenter(number) }))
    for (const [at, set] of SETS.entries()) {
      const policies = [this.#policy(`${number} ${set}`, PERMISSION_SETS[set] ?? [])]
      role(`AWSReservedSSO_${set}_${String(at).padStart(16, '0')}`, '/aws-reserved/sso.amazonaws.com/', { policies, trust: federated })
    }
    for (let at = SETS.length; at < PER_ACCOUNT.roles; at++) {
      const name = `Role${at}`
      const policies = [this.#own(`${number} ${name}`, number), ...(at % 4 === 0 ? [managed('ReadOnlyAccess')] : [])]
      const boundary = at % 10 === 0 ? managed('PowerUserAccess') : null
      role(name, '/', { policies, boundary, trust: this.#policy(`${number} ${name} trust`, this.#trust(number, at)) })
    }
    this.#sink.iam(identities)
  }

  /** Most roles are a service's; some are another account's, some the own account's, some stand behind another role. */
  #trust(number: string, at: number): Statements {
    if (at % 8 === 1) return trustOf({ AWS: `arn:aws:iam::${number}:root` })
    if (at % 8 === 3) return trustOf({ AWS: `arn:aws:iam::${number}:role/Role${at - 1}` })
    if (at % 8 === 5) return trustOf({ AWS: `arn:aws:iam::${this.#random.pick(this.#numbers)}:role/Role${SETS.length + 2}` })
    if (at === 39) return trustOf({ AWS: this.#random.pick(PARTNERS) }, { StringEquals: { 'sts:ExternalId': 'agreed' } })
    return trustOf({ Service: this.#random.pick(['lambda', 'ec2', 'ecs-tasks', 'states']).concat('.amazonaws.com') })
  }

  #resource(number: string, at: number): void {
    const kind = KINDS[at % KINDS.length] ?? 'bucket'
    const resource = arnOf(kind, number, at)
    const far = this.#random.pick(this.#numbers)
    const statements = resourcePolicy(kind, resource, number, far, this.#random.pick(PARTNERS), this.#random.below(1_000))
    const policy = statements === null ? null : this.#policy(`policy of ${resource}`, statements)
    const encryptedBy = kind === 'bucket' && at % 2 === 0 ? arnOf('key', number, 4) : null
    const target: Omit<IamTargetFact, 'source' | 'provenance'> = { kind: 'target', resource, account: number, policy, encryptedBy, holdsOffPublic: at % 2 === 0, tags: { project: `p${this.#random.below(20)}` } } // prettier-ignore
    this.#sink.iam([{ ...of(number, resource), ...target }])
    this.#sink.resources([{ source: SOURCE, native: resource, kind, label: resource, provenance: of(number, resource).provenance }])
    this.#resources.push(`${SOURCE}:${resource}`)
  }

  /** Identity Center: groups that hold permission sets in some accounts, and people in them. */
  #people(): void {
    const groups = this.#numbers.map((_, at) => `g-${at}`)
    const users = Array.from({ length: this.#numbers.length * PER_ACCOUNT.people }, (_, at) => `u-${at}`)
    const { provenance } = of('', 'identity center')
    this.#sink.accounts(users.map((id) => account(id, false)))
    this.#sink.groups(groups.map((id) => group(id)))
    for (const id of groups) {
      const members = Array.from({ length: PER_ACCOUNT.people }, () => `id:${this.#random.pick(users)}` as const)
      this.#sink.memberships([{ source: SOURCE, group: `id:${id}`, members, kind: 'member', provenance }])
    }
    const assignments = this.#numbers.flatMap((number) =>
      SETS.map((set): IamFact => {
        const principal = `id:${this.#random.pick(groups)}` as const
        return { ...of(number, set), kind: 'assignment', principal, account: number, permissionSet: set }
      }),
    )
    this.#sink.iam(assignments)
  }

  #own(key: string, number: string): string {
    const near = (kind: ResourceKind): string => arnOf(kind, number, KINDS.indexOf(kind) + (kind === 'bucket' ? this.#random.below(4) : 0))
    const statements = this.#some(OWN_STATEMENTS, 4).map((make) => make(near, this.#random.pick(this.#numbers)))
    return this.#policy(key, statements)
  }

  #policy(key: string, statements: Statements): string {
    const parsed = parsePolicy(key, { Version: '2012-10-17', Statement: statements })
    if (!parsed.ok) throw new Error(parsed.error)
    this.#policies.set(key, key)
    this.#statements += parsed.value.statements.length
    this.#sink.iam([{ ...of('', key), kind: 'policy', key, document: parsed.value }])
    return key
  }

  /** Between one and `most`, in their order, none twice. */
  #some<Item>(items: readonly Item[], most: number): readonly Item[] {
    const chosen = new Set(Array.from({ length: 1 + this.#random.below(most) }, () => this.#random.below(items.length)))
    return items.filter((_, at) => chosen.has(at))
  }
}

function managed(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`
}

function identityCenter(number: string): string {
  return `arn:aws:iam::${number}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`
}

function arnOf(kind: ResourceKind, number: string, at: number): string {
  const regional = (service: string, rest: string): string => `arn:aws:${service}:eu-west-2:${number}:${rest}`
  switch (kind) {
    case 'bucket':
      return `arn:aws:s3:::data-${number}-${at}`
    case 'key':
      return regional('kms', `key/k${at}`)
    case 'secret':
      return regional('secretsmanager', `secret:s${at}-AbCdEf`)
    case 'queue':
      return regional('sqs', `q${at}`)
    case 'topic':
      return regional('sns', `t${at}`)
    default:
      return regional('dynamodb', `table/t${at}`)
  }
}

function of(number: string, record: string) {
  const file = `${number}/global/iam/get-account-authorization-details/0001.json`
  return { source: SOURCE, provenance: { source: SOURCE, dataset: 'global/iam/get-account-authorization-details', file, record } } as const
}

function identity(number: string, arn: string, what: IamIdentityFact['what'], rest: Partial<IamIdentityFact>): IamIdentityFact {
  const plain = { policies: [], groups: [], boundary: null, trust: null, serviceLinked: false, tags: {} }
  return { ...of(number, arn), kind: 'identity', what, arn, account: number, ...plain, ...rest }
}

function account(id: string, isWorkload: boolean): AccountFact {
  const { provenance } = of('', id)
  const plain = { displayName: null, endsAt: null, createdAt: null, recency: 'unknown' as const, attributes: {}, weakKey: false }
  const made: Account = { source: SOURCE, id, label: id, isWorkload, state: 'enabled', ...plain, provenance }
  return { account: made, names: [`id:${id}`] }
}

function group(id: string): GroupFact {
  const { provenance } = of('', id)
  const made: Group = {
    source: SOURCE,
    id,
    weakKey: false,
    label: id,
    path: id,
    grantsAccess: true,
    breadth: { kind: 'named' },
    provenance,
  }
  return { group: made, names: [`id:${id}`] }
}
