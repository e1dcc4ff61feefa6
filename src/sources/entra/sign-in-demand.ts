import type { SignInRule } from '../../core/model/setting.ts'
import type { ConditionalAccessPolicy } from './wire.ts'

/** Controls by which a sign-in does not become strong. https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols. */
const NOT_STRONG: ReadonlySet<string> = new Set([
  'compliantDevice',
  'domainJoinedDevice',
  'approvedApplication',
  'compliantApplication',
  'passwordChange',
])

/**
 * What a policy demands, as far as it matters here; null where it demands neither strong sign-in nor refuses. Where one of several
 * controls is enough, whether it is the strong one is open.
 */
export function demandOf({
  grantControls: controls,
}: ConditionalAccessPolicy): { readonly asks: SignInRule['asks']; readonly open: readonly string[] } | null {
  if (controls === null || controls === undefined) return null
  const built = controls.builtInControls ?? []
  if (built.includes('block')) return { asks: 'refusal', open: [] }
  const strength = controls.authenticationStrength ?? null
  const others = [...(controls.customAuthenticationFactors ?? []), ...(controls.termsOfUse ?? [])]
  const isStrong = built.includes('mfa') || strength?.requirementsSatisfied === 'mfa'
  const mayBeStrong =
    (strength !== null && typeof strength.requirementsSatisfied !== 'string') ||
    (controls.customAuthenticationFactors ?? []).length > 0 ||
    built.some((control) => control !== 'mfa' && !NOT_STRONG.has(control)) ||
    built.length + others.length + (strength === null ? 0 : 1) === 0
  if (!isStrong) return mayBeStrong ? { asks: 'strong-sign-in', open: ['demands something that is not known here'] } : null
  const ways = built.length + others.length + (strength === null ? 0 : 1)
  const isOneOfSeveral = ways > 1 && controls.operator !== 'AND'
  return { asks: 'strong-sign-in', open: isOneOfSeveral ? ['takes something else in its place'] : [] }
}
