import { distinctTexts } from '../../core/base/order.ts'
import { allowsEverything } from '../../core/model/iam-document.ts'
import { answerOf, eachRecord } from './read-answers.ts'
import type { CallName } from './calls.ts'
import { type AwsDataset, type AwsDatasets, provenanceIn } from './read-datasets.ts'
import type { Missing } from './read-missing.ts'
import type { Organization } from './read-organization.ts'
import type { Policies } from './read-policies.ts'
import { policyContent, policySummary, target } from './wire-organization.ts'

export type GuardrailType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

/** Of an account, the keys of its guardrails by level, root first; null where none of the type bind it, or none that anybody could tell. */
export type GuardrailsOf = (account: string) => readonly (readonly string[])[] | null

const NONE: GuardrailsOf = () => null

/**
 * Reads the guardrails of a type and where they are attached.
 *
 * What was not read denies nothing: an allow that everything passes stands at each level in its place, beside a gap on the whole dataset. So it
 * does at a level where no policy is attached, which AWS does not let happen.
 */
export async function readGuardrails(
  type: GuardrailType,
  organization: Organization,
  { datasets, policies, missing }: { readonly datasets: AwsDatasets; readonly policies: Policies; readonly missing: Missing },
): Promise<GuardrailsOf> {
  // Who the management account is must be known: neither type binds it.
  if (!organization.enabled.has(type) || organization.management === null) return NONE
  const expect = (name: CallName, given: readonly string[]): boolean =>
    missing.expect(organization.unit, { region: 'global', name, arguments: given })
  const found: Found = { type, attached: new Map(), isWhole: expect('organizations list-policies', [type]) }
  const labels = new Map<string, string>()
  for (const dataset of datasets.with('organizations list-policies', [type])) {
    const list = await eachRecord(dataset, policySummary, ({ Id, Name }) => void labels.set(Id, Name ?? Id))
    if (!list.isWhole) found.isWhole = false
  }
  for (const id of distinctTexts(labels.keys())) {
    expect('organizations describe-policy', [id])
    if (!expect('organizations list-targets-for-policy', [id])) found.isWhole = false
    const key = await contentOf(id, labels.get(id) ?? id, datasets, policies)
    for (const dataset of datasets.with('organizations list-targets-for-policy', [id])) {
      const list = await eachRecord(dataset, target, ({ TargetId }) => {
        const there = found.attached.get(TargetId) ?? new Set()
        found.attached.set(TargetId, there.add(key ?? UNREAD))
      })
      if (!list.isWhole) found.isWhole = false
    }
  }
  const [listed] = datasets.with('organizations list-policies', [type])
  const standIn = (): string => {
    const [place] = [listed, ...datasets.of('organizations list-roots')].filter((one) => one !== undefined)
    if (place === undefined) throw new Error('guardrails without a root that has them switched on')
    return policies.standIn(UNREAD, allowsEverything(UNREAD), provenanceIn(place, place.reader.pages[0]?.path ?? '', UNREAD))
  }
  return levelsWith(found, organization, listed, standIn)
}

interface Found {
  readonly type: GuardrailType
  /** Keys by root, unit or account. */
  readonly attached: Map<string, Set<string>>
  /** Is every policy known, with every place where it is attached? */
  isWhole: boolean
}

function levelsWith(found: Found, { chainOf }: Organization, listed: AwsDataset | undefined, standIn: () => string): GuardrailsOf {
  const bare = new Set<string>()
  return (account) => {
    const chain = chainOf(account)
    if (chain === null) return null
    return chain.map((at) => {
      const keys = distinctTexts(found.attached.get(at) ?? [])
      // Of the other type the one that lets everything through cannot be taken away: whether it is listed or not says nothing.
      if (keys.length === 0 && found.isWhole && found.type === 'SERVICE_CONTROL_POLICY' && !bare.has(at)) {
        bare.add(at)
        const reason = `no policy is attached to \`${at}\`, where AWS always has one`
        listed?.reader.gap({ code: 'dataset-incomplete', record: null, reason, cure: 'collect again' })
      }
      if (keys.length > 0 && found.isWhole && !keys.includes(UNREAD)) return keys
      return distinctTexts([...keys.filter((key) => key !== UNREAD), standIn()])
    })
  }
}

/** The key of a guardrail's document; null, and a gap, where it was not read. */
async function contentOf(id: string, label: string, datasets: AwsDatasets, policies: Policies): Promise<string | null> {
  for (const dataset of datasets.with('organizations describe-policy', [id])) {
    const answer = await answerOf(dataset)
    const [body] = answer.kind === 'read' ? answer.bodies : []
    if (body === undefined) continue
    const content = policyContent.safeParse(body.json).data?.Policy.Content
    const found = { key: `guardrail ${id}`, label, json: content, file: body.file, record: null, hasPrincipals: false }
    const key = policies.add(dataset, found)
    if (key !== null) return key
  }
  return null
}

const UNREAD = 'guardrail that was not read'
