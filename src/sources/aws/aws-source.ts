import type { Time } from './client/time.ts'

export const AWS_KIND = 'aws'

/** An organization, or one account, that is read live. */
export interface AwsSource {
  /** As `gatehouse.yaml` names it. */
  readonly name: string
  /** Name of the role that is assumed in each account. */
  readonly role: string
  /** ARN of a role that is assumed before all others; null: the credentials' own identity assumes them. */
  readonly hub: string | null
  /** What the trust of the roles asks for as `sts:ExternalId`. */
  readonly externalId: string | null
  /** Where STS is asked, and where Identity Center is looked for first. */
  readonly homeRegion: string
  /** Left out: what the SDK finds by itself in the environment, in files or from the machine. */
  readonly credentials?: AwsCredentials
  /** Regions that are read; left out: all that an account has enabled. */
  readonly regions?: readonly string[]
}

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** What tests must change. None of it can be set by a configuration. */
export interface AwsTuning {
  /** One server in the place of all services. */
  readonly endpoint?: string
  /** How often one call is sent at most before its failure stands. */
  readonly attempts?: number
  /** Silence after which an answer is given up. */
  readonly answerTimeoutMs?: number
  readonly time?: Time
}

/** What policies name: only that is read deeply. */
export interface Wanted {
  /** The native parts of addresses: ARNs; `arn:aws:s3:::bucket/prefix/` means its bucket. */
  readonly natives: readonly string[]
}

export const NOTHING_WANTED: Wanted = { natives: [] }
