import type { PolicyDocument } from '../../model/iam-document.ts'

/** Who asks, as the service sees it: of a role always the session. */
export type Caller =
  | { readonly kind: 'user'; readonly arn: string }
  | { readonly kind: 'role-session'; readonly roleArn: string; readonly sessionName: string; readonly serviceLinked: boolean }
  /** A session by GetFederationToken: of a user, with a name of its own. */
  | { readonly kind: 'federated-session'; readonly userArn: string; readonly arn: string }
  | { readonly kind: 'root'; readonly account: string }
  /** Signed in at an identity provider, before any role is taken on. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'anonymous' }

/** What a request says of a key: its values, that it is not there, or nothing that anybody could know beforehand. */
export type ContextValue =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }

export interface IamRequest {
  readonly caller: Caller
  readonly action: string
  /** An ARN, or `*` for an action that names no resource. */
  readonly resource: string
  /** Does `resource` stand for every name that begins with it, such as all keys of `arn:aws:s3:::bucket/`? */
  readonly inside?: boolean
  /** The 12-digit account that owns the resource; null where the action names none. */
  readonly resourceAccount: string | null
  /** By key, in any case. */
  readonly context: (key: string) => ContextValue
}

/** Every policy that bears on one request. */
export interface Policies {
  /** Of the caller and its groups. */
  readonly identity: readonly PolicyDocument[]
  readonly boundary: PolicyDocument | null
  /** Null = no session policy; an empty list lets nothing through. */
  readonly session: readonly PolicyDocument[] | null
  /** The resource's own, its key policy or its trust policy. */
  readonly resource: PolicyDocument | null
  /** Of the caller's accounts: a level for the root, each unit, the account; null where none bind it. */
  readonly scp: readonly (readonly PolicyDocument[])[] | null
  /** As `scp`, of the account that owns the resource. */
  readonly rcp: readonly (readonly PolicyDocument[])[] | null
  readonly endpoint: PolicyDocument | null
}
