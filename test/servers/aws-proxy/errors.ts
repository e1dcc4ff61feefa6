import type { AwsRequest } from './request.ts'

/** What a server sends. */
export interface AwsAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type ErrorKind = 'denied' | 'throttled' | 'expired'

const MESSAGES: Readonly<Record<ErrorKind, string>> = {
  denied: 'the tests do not let you',
  throttled: 'Rate exceeded',
  expired: 'The security token included in the request is expired',
}

/** An error as the service of this request writes it: query XML, JSON 1.0 or 1.1, REST XML or REST JSON. */
export function errorAnswer(kind: ErrorKind, { service }: Pick<AwsRequest, 'service'>): AwsAnswer {
  return FORMS[service]?.(kind, MESSAGES[kind]) ?? json(kind, MESSAGES[kind])
}

/** Any error code in the form of the service. */
export function codeAnswer(code: string, status: number, request: Pick<AwsRequest, 'service'>): AwsAnswer {
  const { body, headers } = errorAnswer('denied', request)
  const changed = Object.entries(headers).map(([name, value]) => [name, value === 'AccessDeniedException' ? code : value] as const)
  return { status, headers: Object.fromEntries(changed), body: body.replace(/AccessDenied(?:Exception)?|AuthorizationError/u, code) }
}

type Form = (kind: ErrorKind, message: string) => AwsAnswer

const XML = { 'content-type': 'text/xml' }

function query(denied: string): Form {
  const codes = { denied, throttled: 'Throttling', expired: 'ExpiredToken' }
  return (kind, message) => ({
    status: kind === 'throttled' ? 400 : 403,
    headers: XML,
    body: `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${codes[kind]}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  })
}

const S3_CODES = { denied: ['AccessDenied', 403], throttled: ['SlowDown', 503], expired: ['ExpiredToken', 400] } as const

const FORMS: Readonly<Record<string, Form>> = {
  iam: query('AccessDenied'),
  sts: query('AccessDenied'),
  sns: query('AuthorizationError'),
  s3control: query('AccessDenied'),
  s3api(kind, message) {
    const [code, status] = S3_CODES[kind]
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    }
  },
  lambda: restJson('TooManyRequestsException'),
  efs: restJson('ThrottlingException'),
  account: restJson('TooManyRequestsException'),
}

function restJson(throttled: string): Form {
  const codes = { denied: 'AccessDeniedException', throttled, expired: 'ExpiredTokenException' }
  return (kind, message) => ({
    status: kind === 'throttled' ? 429 : 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': codes[kind] },
    body: JSON.stringify({ message }),
  })
}

function json(kind: ErrorKind, message: string): AwsAnswer {
  const codes = { denied: 'AccessDeniedException', throttled: 'ThrottlingException', expired: 'ExpiredTokenException' }
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify({ __type: codes[kind], message }) }
}
