import { type Instant, epochMs } from '../../../core/base/instant.ts'
import type { AwsSource, AwsTuning } from '../aws-source.ts'
import { type Client, type ClientSettings, type HeldCredentials, type Loaded, PACKAGES, type PackageName } from './packages.ts'
import { Pace } from './pace.ts'
import { machineTime } from './time.ts'

const ATTEMPTS = 10
const CONNECT_MS = 10_000
const SILENCE_MS = 60_000
/** AWS counts 20 a second for all calls of the service together (aws.md, part 2): others need their share. */
const PACED = { 'sso-admin': 15, identitystore: 15 } as const

/** What all clients of one run share: sockets, paces, and the secrets that no text may show. State worth a class. */
export class Connections {
  readonly source: AwsSource
  readonly tuning: AwsTuning
  readonly #clock: () => Instant
  readonly #paces: ReadonlyMap<PackageName, Pace>
  readonly #secrets = new Set<string>()
  readonly #loaded = new Map<PackageName, Promise<Loaded>>()
  #requestHandler: object

  constructor(source: AwsSource, tuning: AwsTuning, clock: () => Instant) {
    const time = tuning.time ?? machineTime
    const silence = tuning.answerTimeoutMs ?? SILENCE_MS
    this.source = source
    this.tuning = tuning
    this.#clock = clock
    this.#paces = new Map(Object.entries(PACED).map(([name, perSecond]) => [name as PackageName, new Pace(time, perSecond)]))
    this.#requestHandler = {
      connectionTimeout: Math.min(CONNECT_MS, silence),
      requestTimeout: silence,
      throwOnRequestTimeout: true,
      socketTimeout: silence,
    }
    if (source.credentials !== undefined) this.hide(source.credentials)
  }

  nowMs(): number {
    return epochMs(this.#clock())
  }

  hide({ secretAccessKey, sessionToken }: Pick<HeldCredentials, 'secretAccessKey' | 'sessionToken'>): void {
    for (const secret of [secretAccessKey, sessionToken]) if (secret !== undefined && secret !== '') this.#secrets.add(secret)
  }

  /** The same text without any secret of this run. */
  readonly conceal = (text: string): string => {
    let shown = text
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '(secret)')
    return shown
  }

  async admit(name: PackageName): Promise<void> {
    await this.#paces.get(name)?.admit()
  }

  async loaded(name: PackageName): Promise<Loaded> {
    const known = this.#loaded.get(name)
    if (known !== undefined) return known
    const loading = PACKAGES[name]()
    this.#loaded.set(name, loading)
    return loading
  }

  /** `credentials` null: what the SDK finds by itself. */
  async open(name: PackageName, region: string, credentials: (() => Promise<HeldCredentials>) | null): Promise<Client> {
    const { client } = await this.loaded(name)
    const settings: ClientSettings = {
      region,
      retryMode: 'adaptive',
      maxAttempts: this.tuning.attempts ?? ATTEMPTS,
      requestHandler: this.#requestHandler,
      ...(credentials === null ? {} : { credentials }),
      ...(this.tuning.endpoint === undefined ? {} : { endpoint: this.tuning.endpoint }),
    }
    const opened = client(settings)
    // The first client has made it of the settings; all others share its sockets.
    this.#requestHandler = opened.config.requestHandler
    return opened
  }

  close(): void {
    const handler = this.#requestHandler as { destroy?(): void }
    handler.destroy?.()
  }
}
