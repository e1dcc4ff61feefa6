import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import { planIn } from './send.ts'

/** Where access tokens come from. */
export interface Tokens {
  /** One that still holds; `renew` asks for another than the one before. Rejects where there is none to be had. */
  token(renew: boolean): Promise<string>
}

/** Puts the token on each attempt, so that no retry carries one that ran out; one that is refused is renewed, once. */
export class Token implements Middleware {
  readonly #tokens: Tokens
  #next: Middleware | null = null

  constructor(tokens: Tokens) {
    this.#tokens = tokens
  }

  setNext(next: Middleware): void {
    this.#next = next
  }

  async execute(context: Context): Promise<void> {
    await this.#attempt(context, false)
    if (planIn(context).answer?.status === 401) await this.#attempt(context, true)
  }

  async #attempt(context: Context, renew: boolean): Promise<void> {
    const { headers } = planIn(context)
    const authorization = `Bearer ${await this.#tokens.token(renew)}`
    context.options = { ...context.options, headers: { ...headers, authorization } }
    await this.#next?.execute(context)
  }
}
