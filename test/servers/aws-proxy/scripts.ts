import type { Script } from '../aws-proxy.ts'
import { type AwsAnswer, codeAnswer } from './errors.ts'

export interface RegionOf {
  readonly name: string
  readonly status: 'ENABLED_BY_DEFAULT' | 'ENABLED' | 'DISABLED'
}

/** The regions of every account, which moto does not know. */
function listsRegions(regions: readonly RegionOf[]): Script {
  return ({ action, body }) => {
    if (action !== 'ListRegions') return null
    const { RegionOptStatusContains: only } = JSON.parse(body === '' ? '{}' : body) as { RegionOptStatusContains?: readonly string[] }
    const listed = regions.filter(({ status }) => only === undefined || only.includes(status))
    return answer({ Regions: listed.map(({ name, status }) => ({ RegionName: name, RegionOptStatus: status })) })
  }
}

/** The accounts that a permission set is provisioned to, from moto's own assignments: moto's list of them stays empty. */
function listsProvisionedAccounts(accounts: readonly string[]): Script {
  return async ({ action, body }, pass) => {
    if (action !== 'ListAccountsForProvisionedPermissionSet') return null
    const { InstanceArn, PermissionSetArn } = JSON.parse(body) as Readonly<Record<string, string>>
    const provisioned: string[] = []
    for (const account of accounts) {
      const target = 'SWBExternalService.ListAccountAssignments'
      const asked = await pass({ target, body: JSON.stringify({ InstanceArn, PermissionSetArn, AccountId: account }) })
      const { AccountAssignments: assigned } = JSON.parse(asked.body) as { readonly AccountAssignments: readonly unknown[] }
      if (assigned.length > 0) provisioned.push(account)
    }
    return answer({ AccountIds: provisioned })
  }
}

/** Identity Center without attributes for access control, which moto does not know. */
const hasNoAttributes: Script = (request) =>
  request.action === 'DescribeInstanceAccessControlAttributeConfiguration' ? codeAnswer('ResourceNotFoundException', 400, request) : null

/** No S3 Access Grants anywhere, which moto does not know. */
const hasNoAccessGrants: Script = ({ action }) =>
  action === 'ListAccessGrantsInstances'
    ? {
        status: 200,
        headers: { 'content-type': 'application/xml' },
        body: '<ListAccessGrantsInstancesResult xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"></ListAccessGrantsInstancesResult>',
      }
    : null

/** What moto lacks of what a collector asks, for an organization of these accounts. */
export function fillsIn(accounts: readonly string[], regions: readonly RegionOf[]): readonly Script[] {
  return [listsRegions(regions), listsProvisionedAccounts(accounts), hasNoAttributes, hasNoAccessGrants]
}

/** Account authorization details in pages of so many of each list, which moto never makes. */
export function pagesDetails(size: number): Script {
  return async ({ action, body }, pass) => {
    if (action !== 'GetAccountAuthorizationDetails') return null
    const parameters = new URLSearchParams(body)
    const from = Number(parameters.get('Marker') ?? '0')
    parameters.delete('Marker')
    const whole = await pass({ body: parameters.toString() })
    let rest = 0
    const cut = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'].reduce((text, list) => {
      const members = membersOf(text, list)
      rest = Math.max(rest, members.all.length - from - size)
      return text.slice(0, members.start) + members.all.slice(from, from + size).join('') + text.slice(members.end)
    }, whole.body)
    const flag = rest > 0 ? `<IsTruncated>true</IsTruncated><Marker>${from + size}</Marker>` : '<IsTruncated>false</IsTruncated>'
    return { ...whole, body: cut.replace(/<IsTruncated>\w+<\/IsTruncated>(?:\s*<Marker>[^<]*<\/Marker>)?/u, flag) }
  }
}

/** Before the first page of a list in JSON stands an empty one with a token. */
export function emptyPageFirst(action: string, list: string): Script {
  return async ({ action: asked, body }, pass) => {
    if (asked !== action) return null
    const { NextToken: token, ...rest } = JSON.parse(body === '' ? '{}' : body) as Readonly<Record<string, unknown>>
    return token === undefined ? answer({ [list]: [], NextToken: 'second' }) : pass({ body: JSON.stringify(rest) })
  }
}

/** Every page of a list in JSON names the same token. */
export function sameTokenAlways(action: string): Script {
  return async ({ action: asked, body }, pass) => {
    if (asked !== action) return null
    const { NextToken: _token, ...rest } = JSON.parse(body === '' ? '{}' : body) as Readonly<Record<string, unknown>>
    const whole = await pass({ body: JSON.stringify(rest) })
    return { ...whole, body: JSON.stringify({ ...(JSON.parse(whole.body) as object), NextToken: 'again' }) }
  }
}

function answer(json: object): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
}

/** The members of a list in XML, those of lists within them kept inside, and where they begin and end. */
function membersOf(xml: string, list: string): { readonly all: readonly string[]; readonly start: number; readonly end: number } {
  // The lists of the answer itself stand beside its flag: none lies within another.
  const opening = xml.indexOf(`<${list}>`)
  if (opening < 0) return { all: [], start: 0, end: 0 }
  const start = opening + list.length + 2
  const all: string[] = []
  let depth = 0
  let begin = start
  for (const { 0: tag, index } of xml.slice(start).matchAll(/<(\/?)([A-Za-z]+)>/gu)) {
    const at = start + index
    if (depth === 0 && tag === `</${list}>`) return { all, start, end: at }
    if (!tag.startsWith('</') && depth++ === 0) begin = at
    if (tag.startsWith('</') && --depth === 0) all.push(xml.slice(begin, at + tag.length))
  }
  throw new Error(`the list ${list} never ends`)
}
