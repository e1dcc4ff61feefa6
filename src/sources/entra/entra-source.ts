import type { Cloud, CloudHosts } from './clouds.ts'

export const ENTRA_KIND = 'entra'

/** How the reader proves itself to the tenant. */
export type Credential =
  /** A private key and its certificate, both in PEM. */
  | { readonly kind: 'certificate'; readonly pem: string }
  /** What the platform that the program runs on signs for it (workload identity); asked anew each time, since it is short-lived. */
  | { readonly kind: 'federated'; readonly assertion: () => Promise<string> }
  | { readonly kind: 'secret'; readonly secret: string }

/** A tenant that is read live. */
export interface EntraSource {
  /** As `gatehouse.yaml` names it. */
  readonly name: string
  /** The tenant's id or one of its domains. */
  readonly tenant: string
  /** The application's (client) id. */
  readonly client: string
  readonly credential: Credential
  readonly cloud: Cloud
  readonly budget: Budget
  /** Is it asked what programs may do on behalf of people? Needs `Directory.Read.All`. */
  readonly delegatedGrants: boolean
  /** Folder with an export of the permissions of sites; null: none. */
  readonly sitePermissions: string | null
}

export interface Budget {
  /** Of the tenant's quota, above 0, at most 1. */
  readonly share: number
  /** How long one dataset may take. */
  readonly minutes: number
}

/** What the network does to us, and what tests must change. None of it can be set by a configuration. */
export interface GraphTuning {
  /** For tests alone: servers of their own in the place of Microsoft's. */
  readonly hosts?: CloudHosts
  /** For one whole answer. */
  readonly answerTimeoutMs?: number
  readonly time?: Time
}

/** The time that waits and budgets are measured by. */
export interface Time {
  /** Milliseconds from any fixed moment. */
  now(): number
  sleep(ms: number): Promise<void>
  /** From 0 up to 1: spreads the waits of several readers. */
  random(): number
}
