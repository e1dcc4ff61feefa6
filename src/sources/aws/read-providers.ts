import { answerOf, eachRecord } from './read-answers.ts'
import { type AwsDatasets, isWhole } from './read-datasets.ts'
import type { Missing } from './read-missing.ts'
import { oidcProviderEntry, samlProvider, samlProviderEntry } from './wire-iam.ts'

/** What is known of the providers that roles trust. */
export interface Providers {
  /** Was the list of its account read to its end without the provider, an ARN? */
  isGone(provider: string): boolean
  /** Who signs for a provider of SAML, as its metadata names itself; null where nobody says. */
  entityOf(provider: string): string | null
}

type ProviderList = 'iam list-saml-providers' | 'iam list-open-id-connect-providers'

/** The account of a provider, and the list in which it must stand; null for one that is nobody's, such as `cognito-identity.amazonaws.com`. */
function placeOf(provider: string): { readonly account: string; readonly list: ProviderList } | null {
  const [, account = '', kind] = /^arn:[^:]+:iam::(\d+):(saml|oidc)-provider\//u.exec(provider) ?? []
  if (kind === undefined) return null
  return { account, list: kind === 'saml' ? 'iam list-saml-providers' : 'iam list-open-id-connect-providers' }
}

/** Reads the providers of all accounts; a list that would tell of one that is `named` by a trust, and is not there, goes to `missing`. */
export async function readProviders(datasets: AwsDatasets, named: readonly string[], missing: Missing): Promise<Providers> {
  const asked = new Set(datasets.of('iam get-account-authorization-details').map(({ unit }) => unit))
  for (const provider of named) {
    const at = placeOf(provider)
    if (at !== null && asked.has(at.account)) missing.expectOf(at.account, { region: 'global', name: at.list, arguments: [] })
  }
  const there = new Set<string>()
  const whole = new Set<string>()
  const add = async (name: ProviderList, schema: typeof samlProviderEntry): Promise<void> => {
    for (const dataset of datasets.of(name)) {
      const list = await eachRecord(dataset, schema, ({ Arn }) => void there.add(Arn))
      if (list.isWhole && isWhole(dataset)) whole.add(`${dataset.unit} ${name}`)
    }
  }
  await add('iam list-saml-providers', samlProviderEntry)
  await add('iam list-open-id-connect-providers', oidcProviderEntry)
  const entities = await entitiesIn(datasets)
  return {
    isGone(provider) {
      const at = placeOf(provider)
      return at !== null && whole.has(`${at.account} ${at.list}`) && !there.has(provider)
    },
    entityOf: (provider) => entities.get(provider) ?? null,
  }
}

async function entitiesIn(datasets: AwsDatasets): Promise<ReadonlyMap<string, string>> {
  const entities = new Map<string, string>()
  for (const dataset of datasets.of('iam get-saml-provider')) {
    const answer = await answerOf(dataset)
    const parsed = samlProvider.safeParse(answer.kind === 'read' ? answer.bodies[0]?.json : null)
    const [, entity] = /<(?:\w+:)?EntityDescriptor\b[^>]*\bentityID="([^"]+)"/u.exec(parsed.data?.SAMLMetadataDocument ?? '') ?? []
    if (entity !== undefined) entities.set(dataset.arguments[0] ?? '', entity)
  }
  return entities
}
