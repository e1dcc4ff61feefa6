import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import { RequestPlan } from './request-plan.ts'
import { type Guarded, wholeFetch } from './whole-fetch.ts'

/** The plan that travels with a request. */
export function planIn({ middlewareControl }: Context): RequestPlan {
  const plan = middlewareControl?.getMiddlewareOptions(RequestPlan)
  if (!(plan instanceof RequestPlan)) throw new Error('a request without its plan')
  return plan
}

/** The last step: puts the request on the line as its plan says, and nothing but reads. */
export class Send implements Middleware {
  readonly #guarded: Guarded

  constructor(guarded: Guarded) {
    this.#guarded = guarded
  }

  async execute(context: Context): Promise<void> {
    const plan = planIn(context)
    const method = context.options?.method
    const isBatch = method === 'POST' && new URL(plan.url).pathname.endsWith('/$batch')
    if (method !== 'GET' && !isBatch) throw new Error(`only reads are sent, not ${String(method)} ${plan.url}`)
    if (!plan.isLink && context.request !== plan.url) throw new Error(`the package made \`${String(context.request)}\` of \`${plan.url}\``)
    const headers = context.options?.headers as Readonly<Record<string, string>> | undefined
    const { url, body } = plan
    plan.answer = await wholeFetch({ url, method: isBatch ? 'POST' : 'GET', headers: headers ?? {}, body }, this.#guarded)
    context.response = new Response(null, { status: plan.answer.status === 200 ? 200 : 500 })
  }
}
