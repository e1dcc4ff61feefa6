import type { IncomingHttpHeaders } from 'node:http'

/** One request to AWS, as the proxy understands it. */
export interface AwsRequest {
  /** Of all that came, from 1. */
  readonly number: number
  /** As the command line spells it. */
  readonly service: string
  /** As IAM spells it, such as `GetBucketPolicy`; `?` for what the proxy does not know. */
  readonly action: string
  readonly region: string
  /** Of the credentials that signed it. */
  readonly account: string
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Service of a signature (and its path, where two share one), action of a request. */
export function namesOf(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: string,
): Pick<AwsRequest, 'service' | 'action' | 'region'> {
  const [, region = '', signed = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//u.exec(headers.authorization ?? '') ?? []
  const service = serviceNamed(signed, path)
  return { service, region, action: actionOf(service, method, path, headers, body) }
}

/** The access key of a request's signature. */
export function accessKeyOf(headers: IncomingHttpHeaders): string {
  return /Credential=([^/]+)\//u.exec(headers.authorization ?? '')?.[1] ?? ''
}

function serviceNamed(signed: string, path: string): string {
  if (signed === 's3') return path.startsWith('/v20180820/') ? 's3control' : 's3api'
  if (signed === 'sso') return 'sso-admin'
  return signed === 'elasticfilesystem' ? 'efs' : signed
}

function actionOf(service: string, method: string, path: string, headers: IncomingHttpHeaders, body: string): string {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1)
  const named = new URLSearchParams(body).get('Action')
  if (named !== null) return named
  return ROUTES.find(([of, by, shape]) => of === service && by === method && shape.test(path))?.[3] ?? '?'
}

/** Services whose actions stand in method and path. */
const ROUTES: readonly (readonly [service: string, method: string, path: RegExp, action: string])[] = [
  ['s3api', 'GET', /^\/(?:\?|$)/u, 'ListBuckets'],
  ['s3api', 'GET', /\?policy/u, 'GetBucketPolicy'],
  ['s3api', 'GET', /\?publicAccessBlock/u, 'GetPublicAccessBlock'],
  ['s3api', 'GET', /\?ownershipControls/u, 'GetBucketOwnershipControls'],
  ['s3api', 'GET', /\?acl/u, 'GetBucketAcl'],
  ['s3api', 'GET', /\?encryption/u, 'GetBucketEncryption'],
  ['s3api', 'GET', /\?tagging/u, 'GetBucketTagging'],
  ['s3api', 'GET', /\?abac/u, 'GetBucketAbac'],
  ['s3control', 'GET', /\/configuration\/publicAccessBlock/u, 'GetPublicAccessBlock'],
  ['s3control', 'GET', /\/accesspoint(?:\?|$)/u, 'ListAccessPoints'],
  ['s3control', 'GET', /\/accesspoint\/[^/]+\/policy/u, 'GetAccessPointPolicy'],
  ['s3control', 'GET', /\/accesspoint\/[^/]+$/u, 'GetAccessPoint'],
  ['lambda', 'GET', /^\/2015-03-31\/functions\/?(?:\?|$)/u, 'ListFunctions'],
  ['lambda', 'GET', /\/functions\/[^/]+\/policy/u, 'GetPolicy'],
  ['lambda', 'GET', /\/functions\/[^/]+\/urls/u, 'ListFunctionUrlConfigs'],
  ['efs', 'GET', /\/file-systems\/?(?:\?|$)/u, 'DescribeFileSystems'],
  ['efs', 'GET', /\/file-systems\/[^/]+\/policy/u, 'DescribeFileSystemPolicy'],
  ['account', 'POST', /^\/listRegions/u, 'ListRegions'],
  ['s3control', 'GET', /\/accessgrantsinstances(?:\?|$)/u, 'ListAccessGrantsInstances'],
  ['ram', 'POST', /^\/getresourceshares/u, 'GetResourceShares'],
  ['lakeformation', 'POST', /^\/ListPermissions/u, 'ListPermissions'],
  ['eks', 'GET', /^\/clusters\/?(?:\?|$)/u, 'ListClusters'],
]
