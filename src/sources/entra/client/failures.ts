/** What went wrong on the way, before there was a whole answer. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure'
  readonly kind: 'timeout' | 'broken' | 'cut' | 'refused'

  constructor(kind: TransportFailure['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Why a question has no usable answer. */
export interface GraphFailure {
  /**
   * `denied`: the reader may not; `absent`: the object is gone; `expired`: a page's link ran out; `throttled`: the time for it was over
   * before Graph had answered; `failed`: anything else.
   */
  readonly kind: 'denied' | 'absent' | 'expired' | 'throttled' | 'failed'
  readonly status: number | null
  /** Graph's own code, such as `Authorization_RequestDenied`; empty where it gave none. */
  readonly code: string
  /** One line, in Graph's own words where it has any. */
  readonly reason: string
}
