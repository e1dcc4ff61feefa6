import type { z } from 'zod'
import type { IamIdentityFact } from '../../core/model/iam.ts'
import { type Body, IDENTITY_LISTS, answerOf, endsHere, parsedRecord } from './read-answers.ts'
import { partsOfArn } from './read-arn.ts'
import type { AwsDataset } from './read-datasets.ts'
import type { Policies } from './read-policies.ts'
import { groupDetail, managedPolicy, roleDetail, userDetail } from './wire-iam.ts'

/** A user, a group or a role as one record tells it, before it is known which of the policies it names are described anywhere. */
export interface IdentityRecord extends Pick<IamIdentityFact, 'what' | 'arn' | 'account' | 'trust' | 'serviceLinked' | 'tags'> {
  readonly dataset: AwsDataset
  readonly file: string
  /** Without its path. */
  readonly name: string
  /** Keys of inline policies that could be read. */
  readonly inline: readonly string[]
  /** ARNs. */
  readonly attached: readonly string[]
  readonly groupNames: readonly string[]
  readonly boundaryArn: string | null
  readonly created: string | null
}

/** Identities of one account; null where nothing of them was answered. */
export async function readIdentities(dataset: AwsDataset, policies: Policies): Promise<readonly IdentityRecord[] | null> {
  const answer = await answerOf(dataset)
  if (answer.kind !== 'read') return null
  endsHere(dataset, answer.bodies)
  const found = new Map<string, IdentityRecord>()
  for (const body of answer.bodies) {
    if (!IDENTITY_LISTS.some((list) => Array.isArray(body.json[list]))) {
      const reason = `a page without any of the lists ${IDENTITY_LISTS.map((list) => `\`${list}\``).join(', ')}`
      dataset.reader.gap({ code: 'record-malformed', record: null, reason, at: body.file })
    }
    const page: Page = { dataset, body, policies }
    for (const record of recordsOf(page, 'Policies', managedPolicy)) addManaged(page, record)
    const identities = [
      ...recordsOf(page, 'UserDetailList', userDetail).map((user) => userRecord(page, user)),
      ...recordsOf(page, 'GroupDetailList', groupDetail).map((group) => groupRecord(page, group)),
      ...recordsOf(page, 'RoleDetailList', roleDetail).map((role) => roleRecord(page, role)),
    ]
    for (const identity of identities) if (!found.has(identity.arn)) found.set(identity.arn, identity)
  }
  return [...found.values()]
}

interface Page {
  readonly dataset: AwsDataset
  readonly body: Body
  readonly policies: Policies
}

/** Records of one list; one of another account than the asked one lies in the wrong folder, and is a gap of the dataset. */
function recordsOf<Schema extends z.ZodType<{ readonly Arn: string }>>(
  { dataset, body }: Page,
  list: (typeof IDENTITY_LISTS)[number],
  schema: Schema,
): readonly z.output<Schema>[] {
  const records = body.json[list]
  if (!Array.isArray(records)) return []
  return records.flatMap((record: unknown) => {
    // Many may hold a managed policy: without it the whole account is in doubt.
    const parsed = parsedRecord(dataset, schema, record, body.file, list === 'Policies' ? null : arnIn(record))
    if (parsed === null) return []
    const account = partsOfArn(parsed.Arn)?.account
    if (account === dataset.unit || (list === 'Policies' && account === 'aws')) return [parsed]
    const reason = `\`${parsed.Arn}\` is not of account ${dataset.unit}`
    const cure = 'put each account’s answers into its own folder'
    dataset.reader.gap({ code: 'record-malformed', record: null, reason, cure, at: body.file })
    return []
  })
}

/** Only the default version counts. */
function addManaged({ dataset, body, policies }: Page, policy: z.output<typeof managedPolicy>): void {
  const { Arn, PolicyName, DefaultVersionId, PolicyVersionList } = policy
  const version =
    PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion === true) ??
    PolicyVersionList.find(({ VersionId }) => typeof VersionId === 'string' && VersionId === DefaultVersionId)
  policies.add(dataset, { key: Arn, label: PolicyName, json: version?.Document, file: body.file, record: null, hasPrincipals: false })
}

type Inline = { readonly PolicyName: string; readonly PolicyDocument?: unknown }

function inlineKeys({ dataset, body, policies }: Page, arn: string, name: string, inline: readonly Inline[]): readonly string[] {
  return inline.flatMap(({ PolicyName, PolicyDocument }) => {
    const found = {
      key: `${arn} inline ${PolicyName}`,
      label: `inline policy ${PolicyName} of ${name}`,
      json: PolicyDocument,
      file: body.file,
      record: arn,
      hasPrincipals: false,
    }
    return policies.add(dataset, found) ?? []
  })
}

function userRecord(page: Page, user: z.output<typeof userDetail>): IdentityRecord {
  const { Arn, UserName, UserPolicyList, GroupList, PermissionsBoundary, Tags, CreateDate } = user
  return {
    ...commonTo(page, user, UserName, UserPolicyList),
    what: 'user',
    arn: Arn,
    groupNames: GroupList,
    boundaryArn: PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    tags: Tags,
    created: CreateDate ?? null,
  }
}

function groupRecord(page: Page, group: z.output<typeof groupDetail>): IdentityRecord {
  return { ...commonTo(page, group, group.GroupName, group.GroupPolicyList), what: 'group', arn: group.Arn }
}

function roleRecord(page: Page, role: z.output<typeof roleDetail>): IdentityRecord {
  const { Arn, RoleName, Path, RolePolicyList, AssumeRolePolicyDocument, PermissionsBoundary, Tags, CreateDate } = role
  const trust = {
    key: `${Arn} trust`,
    label: `trust policy of ${RoleName}`,
    json: AssumeRolePolicyDocument,
    file: page.body.file,
    record: Arn,
    hasPrincipals: true,
  }
  return {
    ...commonTo(page, role, RoleName, RolePolicyList),
    what: 'role',
    arn: Arn,
    trust: page.policies.add(page.dataset, trust),
    serviceLinked: (Path ?? pathIn(Arn)).startsWith('/aws-service-role/'),
    boundaryArn: PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    tags: Tags,
    created: CreateDate ?? null,
  }
}

function commonTo(
  page: Page,
  { Arn, AttachedManagedPolicies }: { readonly Arn: string; readonly AttachedManagedPolicies: readonly { readonly PolicyArn: string }[] },
  name: string,
  inline: readonly Inline[],
): Omit<IdentityRecord, 'what' | 'arn'> {
  return {
    dataset: page.dataset,
    file: page.body.file,
    account: page.dataset.unit,
    name,
    inline: inlineKeys(page, Arn, name, inline),
    attached: AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn),
    groupNames: [],
    boundaryArn: null,
    trust: null,
    serviceLinked: false,
    tags: {},
    created: null,
  }
}

/** `/service-role/` of `arn:aws:iam::111122223333:role/service-role/Name`. */
function pathIn(arn: string): string {
  const rest = partsOfArn(arn)?.rest ?? ''
  return rest.slice(rest.indexOf('/'), rest.lastIndexOf('/') + 1)
}

function arnIn(record: unknown): string | null {
  const arn = typeof record === 'object' && record !== null && 'Arn' in record ? record.Arn : null
  return typeof arn === 'string' && arn !== '' ? arn : null
}
