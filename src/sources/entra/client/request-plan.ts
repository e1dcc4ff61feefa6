import type { Answer } from './answer.ts'
import type { Judged, Shape } from './judge.ts'
import type { Pace } from './pace.ts'
import type { Patience } from './patience.ts'

/**
 * What one request is to be and what came of it. It travels beside the request through the package, which takes addresses apart and
 * puts them together again (C2, C5): what counts is what stands here.
 */
export class RequestPlan {
  /** Byte for byte what goes over the line. */
  readonly url: string
  /** A link that Graph gave: the package may make of it what it likes. What we built ourselves it must leave alone. */
  readonly isLink: boolean
  readonly shape: Shape
  readonly patience: Patience
  readonly pace: Pace
  /** What each attempt costs. */
  readonly units: number
  readonly body: string | null
  readonly headers: Readonly<Record<string, string>>
  /** The last answer, and what it was found to be; set by the middlewares. */
  answer: Answer | null = null
  judged: Judged | null = null

  constructor(plan: Pick<RequestPlan, 'url' | 'isLink' | 'shape' | 'patience' | 'pace' | 'units' | 'body' | 'headers'>) {
    this.url = plan.url
    this.isLink = plan.isLink
    this.shape = plan.shape
    this.patience = plan.patience
    this.pace = plan.pace
    this.units = plan.units
    this.body = plan.body
    this.headers = plan.headers
  }
}
