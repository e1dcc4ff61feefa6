import { distinctTexts } from '../../core/base/order.ts'
import { readEvidence } from '../evidence/read-evidence.ts'
import { AWS_KIND } from './aws-source.ts'
import { parseDatasetName } from './calls.ts'

/** The native ids of what the evidence of an earlier night in `folder` holds in depth, sorted; none where there is no evidence. */
export async function earlierWanted(folder: string, source: string): Promise<readonly string[]> {
  const evidence = await readEvidence(folder, { source, kind: AWS_KIND, expected: [] })
  return distinctTexts(evidence.datasets.flatMap(({ unit, dataset }) => nativeOf(unit, dataset) ?? []))
}

/** The resource whose own policy the dataset holds; null for every other dataset. */
function nativeOf(account: string, dataset: string): string | null {
  const parsed = parseDatasetName(dataset)
  const [first] = parsed?.arguments ?? []
  if (parsed === null || first === undefined) return null
  const { region } = parsed
  switch (parsed.name) {
    case 's3api get-bucket-policy':
      return `arn:aws:s3:::${first}`
    case 'kms get-key-policy':
      return `arn:aws:kms:${region}:${account}:key/${first}`
    case 'sqs get-queue-attributes':
      return `arn:aws:sqs:${region}:${account}:${first.slice(first.lastIndexOf('/') + 1)}`
    case 'lambda get-policy':
      return `arn:aws:lambda:${region}:${account}:function:${first}`
    case 'ecr get-repository-policy':
      return `arn:aws:ecr:${region}:${account}:repository/${first}`
    case 'efs describe-file-system-policy':
      return `arn:aws:elasticfilesystem:${region}:${account}:file-system/${first}`
    case 'secretsmanager get-resource-policy':
    case 'sns get-topic-attributes':
    case 'dynamodb get-resource-policy':
      return first
    default:
      return null
  }
}
