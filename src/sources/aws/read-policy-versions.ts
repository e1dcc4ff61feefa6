import { answerOf } from './read-answers.ts'
import type { AwsDatasets } from './read-datasets.ts'
import type { Policies } from './read-policies.ts'
import { policyAnswer, policyVersionAnswer } from './wire-iam.ts'

/** Managed policies that were asked for one by one: those that are only boundaries stand in no list of their account. */
export async function readPolicyVersions(datasets: AwsDatasets, policies: Policies): Promise<void> {
  const defaults = new Map<string, string>()
  for (const dataset of datasets.of('iam get-policy')) {
    const answer = await answerOf(dataset)
    const policy = policyAnswer.safeParse(answer.kind === 'read' ? answer.bodies[0]?.json : null)
    if (policy.success) defaults.set(dataset.arguments[0] ?? '', policy.data.Policy.DefaultVersionId)
  }
  for (const dataset of datasets.of('iam get-policy-version')) {
    const [arn = '', version = ''] = dataset.arguments
    const answer = await answerOf(dataset)
    const [body] = answer.kind === 'read' ? answer.bodies : []
    if (body === undefined) continue
    const parsed = policyVersionAnswer.safeParse(body.json)
    const found = parsed.data?.PolicyVersion
    if (found !== undefined && found.IsDefaultVersion !== true && defaults.get(arn) !== version) continue
    const label = arn.slice(arn.lastIndexOf('/') + 1)
    policies.add(dataset, { key: arn, label, json: found?.Document, file: body.file, record: null, hasPrincipals: false })
  }
}
