import { accountOf } from './arn.ts'
import { callerNamed } from './caller-named.ts'
import type { IamSystem } from '../../model/iam.ts'
import type { PolicyDocument, Principals } from '../../model/iam-document.ts'
import { type Formula, TRUE, atom } from './formula.ts'
import type { Caller } from './request.ts'

/** Somebody whom a policy for everybody lets in: whose account is none of ours. */
export interface Stranger {
  readonly caller: Caller
  /** Of an account that policies name. */
  readonly account: string | null
  /** The organization that they are of, where it is not any other. */
  readonly organization: string | null
  readonly calls: Formula
}

/** Whoever is signed in to some account that is none of ours. */
const ANYBODY_SIGNED_IN = 'arn:aws:iam::000000000000:user/anybody'
const SOME_ROLE = 'arn:aws:iam::000000000000:role/anybody'

/**
 * Who must be asked for where a policy is for everybody (rule 35): whoever is not signed in at all, whoever is signed in to whichever account,
 * and a stranger of each account, organization, name and kind that a condition or NotPrincipal tells apart from all others.
 */
export function strangersIn(
  documents: readonly PolicyDocument[],
  { accounts }: IamSystem,
  isRead: (account: string) => boolean,
): readonly Stranger[] {
  const found = new Map<string, Stranger>()
  const add = (stranger: Stranger): void => void found.set(JSON.stringify([stranger.caller, stranger.organization]), stranger)
  const plain = { account: null, organization: null, calls: TRUE }
  add({ ...plain, caller: { kind: 'anonymous' } })
  add({ ...plain, caller: { kind: 'user', arn: ANYBODY_SIGNED_IN } })
  const ours = new Set([...accounts.values()].flatMap(({ organization }) => organization ?? []))
  for (const { notPrincipal, condition } of documents.flatMap(({ statements }) => statements)) {
    for (const text of notPrincipal === null ? [] : awsIn(notPrincipal)) addNamed(text, text)
    for (const { key, values } of condition) {
      for (const value of values) {
        if (key.toLowerCase() === 'aws:principalaccount') addNamed(value, value)
        if (key.toLowerCase() === 'aws:principalarn') addNamed(arnLike(value), value)
        const kind = byKindOf(key, value)
        if (kind !== null) add({ ...plain, ...kind })
        const organization = key.toLowerCase().startsWith('aws:principalorg') ? (value.split('/')[0] ?? '') : ''
        if (organization === '' || /[*?$]/u.test(organization) || ours.has(organization)) continue
        const calls = atom('aws:PrincipalOrgID', `they are of the organization \`${organization}\``)
        add({ ...plain, caller: { kind: 'user', arn: ANYBODY_SIGNED_IN }, organization, calls })
      }
    }
  }
  return [...found.values()]

  function addNamed(text: string, written: string): void {
    const account = accountOf(text)
    if (account === null || isRead(account)) return
    add({ ...plain, caller: callerNamed(text, account), account, calls: atom('aws:PrincipalArn', `they are \`${written}\``) })
  }
}

function awsIn({ byKind }: Principals): readonly string[] {
  return byKind.AWS
}

/** Of which account it may be, a name or a kind does not say: somebody of none, who fits it. Null for other keys. */
function byKindOf(written: string, value: string): Pick<Stranger, 'caller' | 'calls'> | null {
  const key = written.toLowerCase()
  if (value.includes('$')) return null
  const calls = atom(key, `their \`${written}\` is \`${value}\``)
  if (key === 'aws:username') return { caller: { kind: 'user', arn: ANYBODY_SIGNED_IN.replace('anybody', fitting(value)) }, calls }
  const isRole = key === 'aws:principaltype' && fits(value, 'AssumedRole')
  return isRole ? { caller: callerNamed(SOME_ROLE, '000000000000'), calls } : null
}

/** Is it the text, or a pattern that may fit it? */
function fits(pattern: string, text: string): boolean {
  return pattern.toLowerCase() === text.toLowerCase() || /[*?]/u.test(pattern)
}

/** A text that fits the pattern. */
function fitting(pattern: string): string {
  return pattern.replaceAll('*', 'any').replaceAll('?', 'a')
}

/** An ARN that fits the pattern, of no account where the pattern is of any. */
function arnLike(pattern: string): string {
  return pattern
    .split(':')
    .map((part, at) => (at === 4 && part === '*' ? '000000000000' : fitting(part)))
    .join(':')
}
