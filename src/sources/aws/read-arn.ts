/** An ARN's parts; null for what is none. */
export interface ArnParts {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** All behind the fifth colon. */
  readonly rest: string
}

export function partsOfArn(text: string): ArnParts | null {
  const [prefix, partition = '', service = '', region = '', account = '', ...rest] = text.split(':')
  return prefix !== 'arn' || rest.length === 0 ? null : { partition, service, region, account, rest: rest.join(':') }
}

/** The account in a principal as policies write it, which need not be a number (`cloudfront`); null where it names none. */
export function accountInPrincipal(text: string): string | null {
  if (isAccountNumber(text)) return text
  const account = partsOfArn(text)?.account ?? ''
  return account === '' ? null : account
}

export function isAccountNumber(text: string): boolean {
  return /^\d{12}$/u.test(text)
}
