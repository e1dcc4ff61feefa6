import { Client, ResponseType } from '@microsoft/microsoft-graph-client'
import { type Result, failed, succeeded } from '../../../core/base/result.ts'
import type { CloudHosts } from '../clouds.ts'
import type { GraphTuning } from '../entra-source.ts'
import type { Answer } from './answer.ts'
import type { GraphFailure } from './failures.ts'
import type { Shape } from './judge.ts'
import type { Pace } from './pace.ts'
import type { Patience } from './patience.ts'
import { Record } from './record.ts'
import { RequestPlan } from './request-plan.ts'
import { Retry } from './retry.ts'
import { Send } from './send.ts'
import { Token, type Tokens } from './token.ts'
import { isAllowed } from './whole-fetch.ts'

const ANSWER_TIMEOUT_MS = 60_000

/** How a question is put: what limits it, and what it costs. */
export interface Manner {
  readonly pace: Pace
  readonly units: number
  readonly patience: Patience
  /** Asks the index that lags: counts need it, lists are never read with it. */
  readonly eventual: boolean
}

export interface Answered {
  /** As it went over the line. */
  readonly url: string
  readonly answer: Answer
  readonly json: unknown
}

/**
 * Graph v1.0 through Microsoft's client, of which only the chain of middlewares is used: every one of them is ours, every answer comes
 * raw, and what a question is and what became of it stands in its plan (guards C1 to C11).
 */
export class GraphReader {
  readonly #client: Client
  readonly #base: string
  readonly #hosts: ReadonlySet<string>
  readonly #tokens: Tokens
  #questions = 0

  constructor(hosts: CloudHosts, tokens: Tokens, { answerTimeoutMs = ANSWER_TIMEOUT_MS }: GraphTuning) {
    this.#base = `https://${hosts.graph}`
    this.#hosts = new Set([hosts.graph])
    this.#tokens = tokens
    this.#client = Client.initWithMiddleware({
      baseUrl: this.#base,
      defaultVersion: VERSION,
      // Bare names: nothing of ours reads them, and the package's own handlers would look for no port.
      customHosts: new Set([hosts.graph.replace(/:\d+$/u, '')]),
      middleware: [
        new Record(() => {
          this.#questions += 1
        }),
        new Retry(),
        new Token(tokens),
        new Send({ hosts: this.#hosts, timeoutMs: answerTimeoutMs }),
      ],
    })
  }

  /** Questions answered or given up, each once however often it was repeated. */
  get questions(): number {
    return this.#questions
  }

  /** `path` as `graphPath` built it. */
  async ask(path: string, shape: Shape, manner: Manner): Promise<Result<Answered, GraphFailure>> {
    return this.#answered(this.#plan(`${this.#base}/${VERSION}${path}`, false, shape, manner, null), path)
  }

  /** Follows a link that Graph gave, byte for byte (C2); one that leads elsewhere is refused. */
  async follow(link: string, shape: Shape, manner: Manner): Promise<Result<Answered, GraphFailure>> {
    if (!this.mayFollow(link))
      return failed({ kind: 'failed', status: null, code: '', reason: `a link leads to \`${link.slice(0, 200)}\`, which is not Graph` })
    return this.#answered(this.#plan(link, true, shape, manner, null), '/')
  }

  mayFollow(link: string): boolean {
    return isAllowed(link, this.#hosts)
  }

  /** Sends a batch of reads; the inner answers are the caller's to judge. */
  async post(body: string, manner: Manner): Promise<Result<Answered, GraphFailure>> {
    return this.#answered(this.#plan(`${this.#base}/${VERSION}/$batch`, false, 'batch', manner, body), '/$batch')
  }

  /** The absolute address of a path, as evidence names it. */
  urlOf(path: string): string {
    return `${this.#base}/${VERSION}${path}`
  }

  /** An inner answer said that the token no longer holds. */
  async renewToken(): Promise<void> {
    await this.#tokens.token(true)
  }

  #plan(url: string, isLink: boolean, shape: Shape, { patience, eventual, pace, units }: Manner, body: string | null): RequestPlan {
    return new RequestPlan({
      url,
      isLink,
      shape,
      patience,
      pace,
      units,
      body,
      headers: {
        accept: shape === 'count' ? 'text/plain' : 'application/json',
        ...(eventual ? { consistencylevel: 'eventual' } : {}),
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
    })
  }

  async #answered(plan: RequestPlan, path: string): Promise<Result<Answered, GraphFailure>> {
    const request = this.#client.api(path).responseType(ResponseType.RAW).middlewareOptions([plan])
    await (plan.body === null ? request.get() : request.post(plan.body))
    const { judged, answer, url } = plan
    if (judged?.kind === 'good' && answer !== null) return succeeded({ url, answer, json: judged.json })
    if (judged === null || judged.kind === 'good') throw new Error(`nobody judged the answer to \`${url}\``)
    return failed(judged.failure)
  }
}

const VERSION = 'v1.0'
