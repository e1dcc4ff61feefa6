import type { Connections } from './connections.ts'
import { type AwsFailure, NotAssumed, failureOf, unusable } from './failure.ts'
import type { Client, HeldCredentials, PackageName } from './packages.ts'
import { COMMANDS, type Question } from './commands.ts'

/** Before a session's end, so that no call begins with what runs out under way. */
const MARGIN_MS = 5 * 60_000
/** The longest that AWS gives to a session that comes of another one. */
const SESSION_SECONDS = 3_600
const SESSION_NAME = 'gatehouse'

/**
 * One identity that asks: the credentials' own, or that of a role which another one assumes. It holds one client for each service and
 * region, and assumes its role again before the session ends. State worth a class.
 */
export class Session {
  readonly connections: Connections
  readonly #credentials: (() => Promise<HeldCredentials>) | null
  readonly #forget: () => void
  #clients = new Map<string, Promise<Client>>()

  private constructor(connections: Connections, credentials: (() => Promise<HeldCredentials>) | null, forget: () => void) {
    this.connections = connections
    this.#credentials = credentials
    this.#forget = forget
  }

  /** Of the credentials that the source was given, or that the SDK finds. */
  static own(connections: Connections): Session {
    const given = connections.source.credentials
    // A copy: the SDK writes into what it is given.
    return new Session(connections, given === undefined ? null : async () => ({ ...given }), () => undefined)
  }

  /** Of a role; nothing is asked until the first call. */
  assuming(role: string): Session {
    const { connections } = this
    let held: Promise<HeldCredentials> | null = null
    let endsAt = 0
    const credentials = async (): Promise<HeldCredentials> => {
      if (held !== null && connections.nowMs() < endsAt - MARGIN_MS) return held
      endsAt = Number.POSITIVE_INFINITY
      const assumed = this.#assume(role)
      held = assumed
      try {
        endsAt = (await assumed).expiration.getTime()
        return await assumed
      } catch (cause) {
        held = null
        throw cause
      }
    }
    return new Session(connections, credentials, () => {
      held = null
    })
  }

  /** Can it ask at all? Null, or why not. */
  async trial(): Promise<AwsFailure | null> {
    try {
      await this.#credentials?.()
      return null
    } catch (cause) {
      return failureOf(cause, this.connections.conceal)
    }
  }

  /** Sends one command. Rejects with what the SDK throws. */
  async send(question: Question, region: string, parameters: object): Promise<object> {
    const { package: from, command } = COMMANDS[question]
    await this.connections.admit(from)
    const client = await this.#client(from, region)
    const { commands } = await this.connections.loaded(from)
    // `Parameters` has checked them against the command of this question.
    const Made = (commands as Readonly<Record<string, new (input: object) => object>>)[command]
    if (Made === undefined) throw new Error(`the package of ${from} has no ${command}`)
    return client.send(new Made(parameters) as never)
  }

  /** Begins anew: what it holds is no longer taken by AWS. */
  forget(): void {
    this.#forget()
    this.#clients = new Map()
  }

  /** Lets go of the clients; a later call opens what it needs. */
  rest(): void {
    this.#clients = new Map()
  }

  async #client(name: PackageName, region: string): Promise<Client> {
    const key = `${name} ${region}`
    const open = this.#clients.get(key)
    if (open !== undefined) return open
    const opening = this.connections.open(name, region, this.#credentials)
    this.#clients.set(key, opening)
    return opening
  }

  async #assume(role: string): Promise<HeldCredentials & { readonly expiration: Date }> {
    const { source } = this.connections
    try {
      const answer = await this.send('sts assume-role', source.homeRegion, {
        RoleArn: role,
        RoleSessionName: SESSION_NAME,
        DurationSeconds: SESSION_SECONDS,
        ...(source.externalId === null ? {} : { ExternalId: source.externalId }),
      })
      const { Credentials: given } = answer as { readonly Credentials?: Readonly<Record<string, unknown>> }
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = given ?? {}
      if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || typeof sessionToken !== 'string')
        throw new NotAssumed(role, unusable('the answer has no credentials'))
      const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration: expiration instanceof Date ? expiration : new Date(0) }
      this.connections.hide(credentials)
      return credentials
    } catch (cause) {
      throw cause instanceof NotAssumed ? cause : new NotAssumed(role, failureOf(cause, this.connections.conceal))
    }
  }
}
