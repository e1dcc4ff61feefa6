import { type PatternPart, fits, wildcards } from './wildcard.ts'

/** Partition, service, region and account of an ARN, and all behind them; null if it is none. */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly rest: string
}

export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null
  const ends: number[] = [3]
  for (let part = 0; part < 4; part++) {
    const end = text.indexOf(':', (ends.at(-1) ?? 0) + 1)
    if (end < 0) return null
    ends.push(end)
  }
  const [, partition = 0, service = 0, region = 0, account = 0] = ends
  return {
    partition: text.slice(4, partition),
    service: text.slice(partition + 1, service),
    region: text.slice(service + 1, region),
    account: text.slice(region + 1, account),
    rest: text.slice(account + 1),
  }
}

/** The account of a principal's ARN or id; null where it has none. */
export function accountOf(principal: string): string | null {
  if (/^\d{12}$/u.test(principal)) return principal
  const account = parseArn(principal)?.account ?? ''
  return account === '' ? null : account
}

/**
 * Does a Resource element cover an ARN (rule 23)? Split at the first five colons and compared part by part; in the last part `*` crosses `/`
 * and `:`. `disputed` where the pattern would fit only by crossing a colon that is no last part's. A short ARN is filled up with `*`.
 */
export function coversArn(
  pattern: string,
  arn: string,
  lastPart: (text: string) => readonly PatternPart[] | null = wildcards,
): 'yes' | 'no' | 'disputed' {
  if (pattern === '*') return 'yes'
  const wanted = sixParts(pattern)
  const given = parseArn(arn)
  if (wanted === null || given === null) return 'no'
  const heads = [given.partition, given.service, given.region, given.account]
  const rest = lastPart(wanted.rest)
  // No wildcard in the service part: such an element covers nothing.
  if (/[*?]/u.test(wanted.heads[1] ?? '')) return 'no'
  if (rest !== null && heads.every((head, at) => fits(wildcards(wanted.heads[at] ?? ''), head)) && fits(rest, given.rest)) return 'yes'
  const whole = lastPart(pattern)
  return whole !== null && /[*]/u.test(wanted.heads.join('')) && fits(whole, arn) ? 'disputed' : 'no'
}

function sixParts(pattern: string): { readonly heads: readonly string[]; readonly rest: string } | null {
  const [prefix, ...parts] = pattern.split(':')
  if (prefix !== 'arn' || parts.length === 0) return null
  const heads = Array.from({ length: 4 }, (_, at) => parts[at] ?? '*')
  return { heads, rest: parts.length > 4 ? parts.slice(4).join(':') : '*' }
}
