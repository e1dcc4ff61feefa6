import { coversAction } from './actions.ts'
import type { LevelAction } from './levels.ts'
import { accountOf } from './arn.ts'
import type { IamAccessPoint, IamTargetFact } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'

/** What a request says of the access point that it came by; null = nobody knows beforehand. */
export interface Through {
  readonly account: string
  readonly arn: string | null
  readonly origin: 'Internet' | 'VPC' | null
  readonly vpc: string | null
}

/** A way to what a bucket holds: straight, by a point that was read, or by one of another account, which no record shows (rule 39). */
export type Way =
  | { readonly kind: 'straight' }
  | { readonly kind: 'point'; readonly point: IamAccessPoint; readonly account: string; readonly through: Through }
  | { readonly kind: 'unseen'; readonly through: Through }

const STRAIGHT: Way = { kind: 'straight' }

/** Straight first, then by each point that was read, by ARN. */
export function waysInto({ accessPoints = [] }: IamTargetFact): readonly Way[] {
  return [
    STRAIGHT,
    ...accessPoints.map((point): Way => {
      const account = accountOf(point.arn) ?? ''
      const vpc = point.vpc?.startsWith('vpc-') === true ? point.vpc : null
      return { kind: 'point', point, account, through: { account, arn: point.arn, origin: point.vpc === null ? 'Internet' : 'VPC', vpc } }
    }),
  ]
}

/** What S3 takes through an access point of the bucket itself, of the actions that give a level ("Access point compatibility"). */
const BUCKET_BY_POINT: ReadonlySet<string> = new Set([
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketPolicy',
  's3:GetBucketAcl',
])

/** Points are for operations on objects: any of these is taken to go through, since the page's list of them grows. */
export function goesByPoint({ action, on }: LevelAction): boolean {
  return on === 'inside' || BUCKET_BY_POINT.has(action)
}

const ASKING: ReadonlySet<string> = new Set(['s3:dataaccesspointaccount', 's3:dataaccesspointarn', 's3:accesspointnetworkorigin'])

/** Does a policy tell requests apart by the access point that they come by? */
export function asksForPoint(documents: readonly PolicyDocument[]): boolean {
  return documents.some(({ statements }) => statements.some(({ condition }) => condition.some(({ key }) => ASKING.has(key.toLowerCase()))))
}

/** Of which accounts nobody lists the points: stands for all that no policy names. */
export const SOME_OTHER = '000000000000'

/**
 * Points of accounts that were not read, as far as policies tell them apart: anybody may open one onto a bucket whose policy lets them. One for
 * each account, and each ARN, that a condition names, and one for all others.
 */
export function unseenWays(documents: readonly PolicyDocument[], isRead: (account: string) => boolean): readonly Way[] {
  const ways = new Map<string, Way>()
  const add = (account: string, arn: string | null): void => {
    if (isRead(account)) return
    const through: Through = { account, arn, origin: null, vpc: null }
    ways.set(`${account} ${arn}`, { kind: 'unseen', through })
  }
  for (const { key, values } of documents.flatMap(({ statements }) => statements.flatMap(({ condition }) => condition))) {
    for (const value of values) {
      if (key.toLowerCase() === 's3:dataaccesspointaccount' && /^[\d*?]+$/u.test(value)) add(somethingLike(value, SOME_OTHER), null)
      if (key.toLowerCase() !== 's3:dataaccesspointarn' || !value.startsWith('arn:')) continue
      const parts = value.split(':')
      const account = somethingLike(parts[4] ?? '', SOME_OTHER)
      add(account, parts.map((part, at) => (at === 4 ? account : somethingLike(part, 'any'))).join(':'))
    }
  }
  add(SOME_OTHER, `arn:aws:s3:any:${SOME_OTHER}:accesspoint/any`)
  return [...ways.values()]
}

/** Does an own policy allow the action on points of that account, whatever their names? */
export function allowsPointOf(
  { account }: Through,
  documents: readonly PolicyDocument[],
  action: string,
  isRead: (account: string) => boolean,
): boolean {
  const isOfAccount = (text: string): boolean => {
    const [, , , , owner = '', rest = ''] = text.split(':')
    return rest.startsWith('accesspoint/') && (owner === account || /[*?$]/u.test(owner) || (account === SOME_OTHER && !isRead(owner)))
  }
  return documents.some(({ statements }) =>
    statements.some(
      ({ effect, actions, resources }) =>
        effect === 'Allow' &&
        (actions?.some((pattern) => coversAction(pattern, action)) ?? true) &&
        resources?.some((text) => isOfAccount(text)) === true,
    ),
  )
}

/** A text that fits the pattern. */
function somethingLike(pattern: string, run: string): string {
  return pattern === '*' ? run : pattern.replaceAll('*', run.slice(0, 3)).replaceAll('?', 'a')
}

/** `arn:aws:s3:eu-west-2:111122223333:accesspoint/lab` → `lab`. */
export function pointName({ arn }: IamAccessPoint): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
