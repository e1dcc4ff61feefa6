import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Decision, decide, residualText } from '../core/reach/iam/decide.ts'
import { type PolicyDocument, parsePolicy } from '../core/model/iam-document.ts'
import { ownContext } from '../core/reach/iam/own-context.ts'
import type { ContextValue, IamRequest, Policies } from '../core/reach/iam/request.ts'
import { type Problem, problem } from './problem.ts'

const account = z.string().regex(/^\d{12}$/u, 'expected the 12 digits of an account')
const arn = z.string().regex(/^arn:/u, 'expected an ARN')
const document = z.looseObject({ Statement: z.unknown() })

const caller = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), arn }),
  z.strictObject({ kind: z.literal('role-session'), roleArn: arn, sessionName: z.string(), serviceLinked: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('federated-session'), userArn: arn, arn }),
  z.strictObject({ kind: z.literal('root'), account }),
  z.strictObject({ kind: z.literal('federated'), provider: z.string() }),
  z.strictObject({ kind: z.literal('service'), name: z.string() }),
  z.strictObject({ kind: z.literal('anonymous') }),
])

const verdict = z.enum(['allowed', 'denied', 'conditional'])

const caseFile = z.strictObject({
  says: z.string().optional(),
  /** The vendor's page that the case follows. */
  cites: z.string().optional(),
  /** Numbers of rules that it is about, and whether it stands for or against. */
  rules: z.array(z.int()).optional(),
  caller,
  action: z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/iu, 'expected an action such as `s3:GetObject`'),
  resource: z.string(),
  resourceAccount: account.nullable().default(null),
  /** Key → its value or values; null = it is not in the request. What is not named is not known, or not there where `whole` says so. */
  context: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).default({}),
  whole: z.boolean().default(false),
  policies: z
    .strictObject({
      identity: z.array(document).default([]),
      boundary: document.optional(),
      session: z.array(document).optional(),
      resource: document.optional(),
      scp: z.array(z.array(document)).optional(),
      rcp: z.array(z.array(document)).optional(),
      endpoint: document.optional(),
    })
    .default({ identity: [] }),
  expect: z.strictObject({ verdict, residual: z.string().optional() }).optional(),
})
export type IamCase = z.infer<typeof caseFile>

export interface CheckedCase {
  readonly says: string | null
  readonly verdict: Decision['verdict']
  /** What it depends on, in words. */
  readonly residual: string
  readonly statements: readonly { readonly family: string; readonly document: string; readonly statement: string; readonly effect: string; readonly if: string }[] // prettier-ignore
  /** Families that had to allow it and do not. */
  readonly missing: readonly string[]
  /** How it differs from what the case expects; null where it does not, or expects nothing. */
  readonly differs: string | null
}

/** Evaluates the case in `file`. A file that cannot be read or understood is a problem that names the place. */
export async function checkedCase(file: string): Promise<Result<CheckedCase, Problem>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    return failed(problem(64, `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`))
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return failed(problem(64, `${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`))
  }
  const parsed = caseFile.safeParse(json)
  if (!parsed.success) return failed(problem(64, `${file}: ${z.prettifyError(parsed.error)}`, 'see docs/iam-check.md'))
  const decided = decidedCase(parsed.data)
  if (!decided.ok) return failed(problem(64, `${file}: ${decided.error}`, 'a policy that cannot be read decides nothing: mend it'))
  return succeeded(inWords(parsed.data, decided.value))
}

/** Decides a case; a policy that cannot be read is a failure that names it. */
export function decidedCase(read: IamCase): Result<Decision, string> {
  const policies = policiesOf(read)
  return policies.ok ? succeeded(decide(requestOf(read), policies.value)) : policies
}

function requestOf({ caller: who, action, resource, resourceAccount, context, whole }: IamCase): IamRequest {
  const own = ownContext(who, resourceAccount)
  const written = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  return {
    caller: who,
    action,
    resource,
    resourceAccount,
    context(key): ContextValue {
      const name = key.toLowerCase()
      // What follows from who asks is no matter of what a request says.
      const known = own(name)
      if (known !== null) return known
      const value = written.get(name)
      if (value === null) return { kind: 'absent' }
      if (value !== undefined) return { kind: 'values', values: typeof value === 'string' ? [value] : value }
      return { kind: whole ? 'absent' : 'unknown' }
    },
  }
}

function policiesOf({ policies }: IamCase): Result<Policies, string> {
  const broken: string[] = []
  const read = (name: string, json: unknown): PolicyDocument => {
    const parsed = parsePolicy(name, json)
    if (parsed.ok) return parsed.value
    broken.push(parsed.error)
    return { label: name, variables: true, statements: [] }
  }
  const list = (family: string, documents: readonly unknown[]): readonly PolicyDocument[] =>
    documents.map((one, at) => read(`${family} ${at + 1}`, one))
  const levels = (family: string, documents: readonly (readonly unknown[])[] | undefined) =>
    documents === undefined ? null : documents.map((level, at) => list(`${family} level ${at + 1}, policy`, level))
  const maybe = (family: string, one: unknown): PolicyDocument | null => (one === undefined ? null : read(family, one))
  const value: Policies = {
    identity: list('identity policy', policies.identity),
    boundary: maybe('boundary', policies.boundary),
    session: policies.session === undefined ? null : list('session policy', policies.session),
    resource: maybe('resource policy', policies.resource),
    scp: levels('scp', policies.scp),
    rcp: levels('rcp', policies.rcp),
    endpoint: maybe('endpoint policy', policies.endpoint),
  }
  const [first] = broken
  return first === undefined ? succeeded(value) : failed(first)
}

function inWords({ says, expect }: IamCase, decision: Decision): CheckedCase {
  const { verdict: found, statements, missing } = decision
  const residual = residualText(decision)
  const wrong = [
    ...(expect !== undefined && expect.verdict !== found ? [`expected \`${expect.verdict}\``] : []),
    ...(expect?.residual !== undefined && expect.residual !== residual ? [`expected the residual \`${expect.residual}\``] : []),
  ]
  return {
    says: says ?? null,
    verdict: found,
    residual,
    statements: statements.map(({ family, document: name, statement, effect, holds }) => ({ family, document: name, statement, effect, if: residualText({ ...decision, residual: holds }) })), // prettier-ignore
    missing,
    differs: wrong.length === 0 ? null : wrong.join('; '),
  }
}
