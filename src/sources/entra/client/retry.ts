import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import type { Answer } from './answer.ts'
import { TransportFailure } from './failures.ts'
import { type Judged, judge } from './judge.ts'
import { retryAfterMs } from './patience.ts'
import type { RequestPlan } from './request-plan.ts'
import { planIn } from './send.ts'

/** Asks until there is an answer that means something, or the dataset's time is over (C6). Never rejects for what the network does. */
export class Retry implements Middleware {
  #next: Middleware | null = null

  setNext(next: Middleware): void {
    this.#next = next
  }

  async execute(context: Context): Promise<void> {
    const plan = planIn(context)
    for (let damages = 0, rounds = 0; ;) {
      const judged = await this.#attempt(context)
      plan.judged = judged
      if (judged.kind === 'good' || judged.kind === 'final') return
      const { answer } = plan
      if (judged.kind === 'busy' && answer !== null) {
        if (answer.status === 429) plan.pace.hold(retryAfterMs(answer.retryAfter) ?? 0)
        if (await plan.patience.afterBusy(answer, rounds++)) continue
        plan.judged = { kind: 'final', failure: { ...judged.failure, kind: 'throttled' } }
        return
      }
      if (await plan.patience.afterDamage(damages++)) continue
      plan.judged = { kind: 'final', failure: judged.failure }
      return
    }
  }

  async #attempt(context: Context): Promise<Judged> {
    const plan = planIn(context)
    plan.answer = null
    await plan.pace.admit(plan.units)
    try {
      await this.#next?.execute(context)
    } catch (cause) {
      if (!(cause instanceof TransportFailure)) throw cause
      const failure = { kind: 'failed', status: null, code: '', reason: cause.message } as const
      // A response stands in for the missing one: without it the package would make an error of its own.
      context.response = new Response(null, { status: 500 })
      return { kind: cause.kind === 'refused' ? 'final' : 'damaged', failure }
    }
    const answer = answerIn(plan)
    plan.pace.heard(answer, plan.units)
    return judge(answer, plan.shape)
  }
}

function answerIn({ answer, url }: RequestPlan): Answer {
  if (answer === null) throw new Error(`\`${url}\` was sent and nothing came of it`)
  return answer
}
