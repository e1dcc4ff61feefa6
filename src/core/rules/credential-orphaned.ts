import type { CredentialKind } from '../model/credential.ts'
import type { HeldCredential } from '../compare/credentials.ts'
import { fixedSeverity } from '../findings/severity.ts'
import type { AccountHandle } from '../model/handle.ts'
import { nameText } from '../model/name.ts'
import { levelVerb, whatOf } from './access-words.ts'
import { type ReachingAccount, accountAccesses, accountFinding, unreachingAccountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, type Undecided, rule } from './rule.ts'

/** A key, a password, a link or an invitation still works, and whoever it was made for has left, is closed out, or is there no more. */
export const credentialOrphaned = rule(
  {
    id: 'EXP-07',
    name: 'credential-orphaned',
    title: 'A credential survives its owner',
    severity: 'high',
    needs: ['credentials', 'people!'],
    sees: ['access', 'accounts'],
    remediation: 'revoke',
    serves: ['AC-2', 'PS-4', 'CE'],
  },
  (facts) => {
    const orphaned = facts.credentials.held().filter(({ holding }) => holding.kind === 'orphaned')
    const theirs = new Set(orphaned.flatMap(({ credential: { account } }) => account ?? []))
    const reaching = new Map(accountAccesses(facts.access, ({ account }) => theirs.has(account)).map((one) => [one.account, one]))
    return orphaned.map((one) => orphanedFinding(one, reaching, facts))
  },
  (facts) =>
    facts.credentials
      .held()
      .flatMap(({ credential, holding }): readonly Undecided[] =>
        holding.kind === 'unknown' ? [{ identity: identityOf(credential), because: holding.because }] : [],
      ),
)

const KINDS: Readonly<Record<CredentialKind, string>> = {
  password: 'A password',
  'access-key': 'An access key',
  token: 'A token',
  secret: 'A secret',
  link: 'A link',
  invitation: 'An invitation',
}

type Seen = Pick<Facts, 'access' | 'accounts'>

/** By the credential, not its account: a second key is a second finding. */
function identityOf({ source, id }: HeldCredential['credential']) {
  return { family: 'account' as const, source, account: id }
}

function orphanedFinding(
  { credential, holding }: HeldCredential,
  reaching: ReadonlyMap<AccountHandle, ReachingAccount>,
  facts: Seen,
): FindingDraft {
  const { source, kind, id, account, lastUsed, provenance } = credential
  const reached = account === null ? undefined : reaching.get(account)
  const gone = holding.kind === 'orphaned' ? holding.says : ''
  const opens = reached === undefined ? '' : `, and ${opened(reached)}`
  const said = {
    severity: fixedSeverity('high', 'a credential works without its owner'),
    sentence: `${KINDS[kind]} still works${opens}, though ${gone}.`,
    remediation: `revoke the ${kind} \`${id}\` in ${source}`,
  }
  const draft =
    reached !== undefined
      ? accountFinding(reached, said)
      : account !== null
        ? unreachingAccountFinding(facts.accounts.describe(account), said)
        : ownerlessFinding(credential, said, facts)
  const record = `${provenance.dataset}, ${provenance.file}, ${provenance.record}`
  const used = lastUsed === 'unknown' ? '' : `, last used: ${lastUsed}`
  return { ...draft, identity: identityOf(credential), detail: `${kind} \`${id}\` (${record}${used}); ${draft.detail}` }
}

function opened({ gravest: { access, project }, projects }: ReachingAccount): string {
  const others = projects.length - 1
  const more = others === 0 ? '' : `, and ${others} other ${others === 1 ? 'project' : 'projects'}`
  return `${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}${more}`
}

/** Of an account that is there no more only the name is left, and nothing says what it reached. */
function ownerlessFinding(
  credential: HeldCredential['credential'],
  said: Pick<FindingDraft, 'severity' | 'sentence' | 'remediation'>,
  { access }: Seen,
): FindingDraft {
  const { source, kind, name, id, provenance } = credential
  const native = nameText(name)
  return plainFinding(
    {
      identity: identityOf(credential),
      project: null,
      projects: [],
      sensitivity: null,
      ...said,
      detail: `no record of ${source} shows the account \`${native}\``,
      owner: null,
    },
    {
      account: { source, id: native, label: native, state: 'unknown' },
      proof: [{ kind: 'record', from: native, to: id, how: `has the ${kind}`, record: provenance, readAt: access.readAt(provenance) }],
    },
  )
}
