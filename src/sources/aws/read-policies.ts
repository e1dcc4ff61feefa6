import { distinctTexts } from '../../core/base/order.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { type PolicyDocument, parsePolicy } from '../../core/model/iam-document.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { StatedGap } from '../evidence/dataset-ledger.ts'
import type { AwsFacts } from './aws-facts.ts'
import { type AwsDataset, provenanceIn } from './read-datasets.ts'
import type { Holders } from './read-holders.ts'

/** Whom a policy names to let them in, and who is no principal of an account. */
interface Admitted {
  readonly services: readonly string[]
  readonly providers: readonly string[]
}

/** A policy where it was found. */
export interface FoundPolicy {
  /** Unique in the source. */
  readonly key: string
  /** What people call it. */
  readonly label: string
  readonly json: unknown
  readonly file: string
  /** What a gap touches where it cannot be read; null where many may hold it. */
  readonly record: string | null
  /** Does it name whom it lets in: the policy of a resource, or a trust policy? */
  readonly hasPrincipals: boolean
}

/**
 * Reads policies into facts, each key once, and tells whom they let in.
 *
 * State worth a class: an AWS-managed policy stands in the answers of every account that uses it.
 */
export class Policies {
  readonly #facts: AwsFacts
  readonly #holders: Holders
  readonly #known = new Set<string>()
  readonly #admits = new Map<string, Admitted>()
  /** Where a policy asks for the organization of who asks, or of the resource. */
  readonly askingOrganization: Provenance[] = []

  constructor(facts: AwsFacts, holders: Holders) {
    this.#facts = facts
    this.#holders = holders
  }

  has(key: string): boolean {
    return this.#known.has(key)
  }

  /** The key, where the policy can be read; else null, and a gap. */
  add(dataset: AwsDataset, { key, label, json, file, record, hasPrincipals }: FoundPolicy): string | null {
    if (this.#known.has(key)) return key
    const written = documentIn(json)
    const parsed = written.ok ? parsePolicy(label, written.value) : failed(`${label}: ${written.error}`)
    if (!parsed.ok) {
      dataset.reader.gap(malformed(`a policy cannot be read: ${parsed.error}`, record, file))
      return null
    }
    const provenance = provenanceIn(dataset, file, record ?? key)
    this.#known.add(key)
    this.#facts.iam({ kind: 'policy', source: provenance.source, provenance, key, document: parsed.value })
    if (hasPrincipals) {
      this.#holders.letIn(parsed.value, provenance)
      this.#admits.set(key, admittedBy(parsed.value))
    }
    for (const untold of hasPrincipals ? untoldIn(parsed.value) : []) dataset.reader.gap(malformed(`${label}: ${untold}`, record, file))
    if (asksOrganization(parsed.value)) this.askingOrganization.push(provenance)
    return key
  }

  /** Services and providers that the policy lets in; null where none was read. */
  admits(key: string | null): Admitted | null {
    return key === null ? null : (this.#admits.get(key) ?? null)
  }

  /** A policy of our own making that stands for one that was not read. */
  standIn(key: string, document: PolicyDocument, provenance: Provenance): string {
    if (!this.#known.has(key)) this.#facts.iam({ kind: 'policy', source: provenance.source, provenance, key, document })
    this.#known.add(key)
    return key
  }
}

/** A document as an object, as JSON text, or as such text URL-encoded, in which `+` is a plus ("GetAccountAuthorizationDetails", RFC 3986). */
function documentIn(json: unknown): Result<unknown, string> {
  if (typeof json !== 'string') return succeeded(json)
  try {
    return succeeded(JSON.parse(json.trimStart().startsWith('{') ? json : decodeURIComponent(json)))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof URIError) return failed('no JSON, plain or URL-encoded')
    throw cause
  }
}

function admittedBy({ statements }: PolicyDocument): Admitted {
  const principals = statements.flatMap(({ effect, principal }) => (effect === 'Allow' ? (principal ?? []) : []))
  return {
    services: distinctTexts(principals.flatMap(({ byKind }) => byKind.Service)),
    providers: distinctTexts(principals.flatMap(({ byKind }) => byKind.Federated)),
  }
}

/** Whom the policy names and no record tells, in words. */
function untoldIn({ statements }: PolicyDocument): readonly string[] {
  const principals = statements.flatMap(({ principal, notPrincipal }) => [principal ?? [], notPrincipal ?? []].flat())
  const canonical = principals.some(({ byKind }) => byKind.CanonicalUser.length > 0)
  const sessions = principals.some(({ byKind }) => byKind.AWS.some((text) => text.includes(':federated-user/')))
  return [
    ...(canonical ? ['whose account a `CanonicalUser` is cannot be told'] : []),
    ...(sessions ? ['which users take a session by `sts:GetFederationToken` cannot be told'] : []),
  ]
}

const ABOUT_ORGANIZATION: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
])

function asksOrganization({ statements }: PolicyDocument): boolean {
  return statements.some(({ condition }) => condition.some(({ key }) => ABOUT_ORGANIZATION.has(key.toLowerCase())))
}

function malformed(reason: string, record: string | null, at: string): StatedGap {
  return {
    code: 'record-malformed',
    record,
    reason,
    cure: 'see the policy in AWS; if it is right, report it to the makers of Gatehouse',
    at,
  }
}
