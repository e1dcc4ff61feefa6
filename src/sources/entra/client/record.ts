import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import type { Answer } from './answer.ts'
import { planIn } from './send.ts'

/** Stands outside all repetition and therefore counts questions by their last answer only. */
export class Record implements Middleware {
  readonly #seen: (answer: Answer | null) => void
  #next: Middleware | null = null

  constructor(seen: (answer: Answer | null) => void) {
    this.#seen = seen
  }

  setNext(next: Middleware): void {
    this.#next = next
  }

  async execute(context: Context): Promise<void> {
    await this.#next?.execute(context)
    this.#seen(planIn(context).answer)
  }
}
