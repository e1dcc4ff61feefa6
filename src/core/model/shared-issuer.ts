import type { PolicyDocument, Statement } from './iam-document.ts'

/**
 * Issuers that sign for the tenants of many organizations alike, and the claim that tells these apart ("Identity-provider controls for shared
 * OIDC providers"). An issuer that stands here too few is told as a provider, like every other.
 */
const CLAIMS: Readonly<Record<string, string>> = {
  'accounts.google.com': 'aud',
  'agent.buildkite.com': 'sub',
  'api.pulumi.com/oidc': 'aud',
  'app.terraform.io': 'sub',
  'cognito-identity.amazonaws.com': 'aud',
  'gitlab.com': 'sub',
  'graph.facebook.com': 'app_id',
  'oidc-configuration.audit-log.githubusercontent.com': 'sub',
  'oidc.codefresh.io': 'sub',
  'oidc.vercel.com': 'aud',
  'scalr.io': 'sub',
  'token.actions.githubusercontent.com': 'sub',
  'vstoken.actions.githubusercontent.com': 'sub',
  'www.amazon.com': 'app_id',
}

/**
 * Shared issuers whose every tenant a statement of the trust policy lets in, since it does not limit the claim that tells tenants apart (rule
 * 15): the provider as the policy names it, and the issuer. In the order of the policy, each once.
 */
export function openIssuers({ statements }: PolicyDocument): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const statement of statements) {
    if (statement.effect !== 'Allow') continue
    for (const provider of statement.principal?.byKind.Federated ?? []) {
      const issuer = issuerOf(provider)
      const claim = CLAIMS[issuer]
      if (claim !== undefined && !limits(statement, `${issuer}:${claim}`)) found.set(provider, issuer)
    }
  }
  return found
}

function issuerOf(provider: string): string {
  return provider.replace(/^.*:oidc-provider\//u, '')
}

function limits({ condition }: Statement, claim: string): boolean {
  return condition.some(({ operator, key, values }) => {
    if (key.toLowerCase() !== claim) return false
    const compared = operator.replace(/^ForA(?:nyValue|llValues):/u, '').replace(/IfExists$/u, '')
    if (compared === 'StringEquals' || compared === 'StringEqualsIgnoreCase') return true
    return compared === 'StringLike' && values.every(namesTenant)
  })
}

/** Does the pattern begin with a whole tenant, as `repo:northmoor/*` does? Whoever calls themselves `northmoor-too` fits `repo:northmoor*`. */
function namesTenant(pattern: string): boolean {
  return !/[*?]/u.test(pattern) || /^[^*?:]+:[^*?:/]+[:/]/u.test(pattern)
}
