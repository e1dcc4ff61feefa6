/** Why a call has no answer, in the words of the service or of the network. */
export interface AwsFailure {
  readonly code: string
  readonly message: string
  /** Of the answer that is an error; null where there was no answer, or none that can be used. */
  readonly status: number | null
}

/** A role of whose session a call was to be made cannot be assumed. */
export class NotAssumed extends Error {
  override readonly name = 'NotAssumed'
  readonly failure: AwsFailure

  constructor(role: string, failure: AwsFailure) {
    super(`cannot assume \`${role}\`: ${saidBy(failure)}`)
    this.failure = failure
  }
}

export function saidBy({ code, message }: AwsFailure): string {
  if (message === '') return code
  return message.includes(code) ? message : `${code}: ${message}`
}

/** The code, of our own, for a list that leads in a circle. */
export const REPEATED_TOKEN = 'RepeatedToken'

/** An answer came, and it is none: it lacks something, or leads in a circle. */
export function unusable(message: string, code = 'UnusableAnswer'): AwsFailure {
  return { code, message, status: null }
}

/** What the SDK threw. `conceal` takes secrets out of texts: a complaint about a signature repeats what was signed. */
export function failureOf(thrown: unknown, conceal: (text: string) => string): AwsFailure {
  if (thrown instanceof NotAssumed) return { ...thrown.failure, message: thrown.message, status: null }
  if (!(thrown instanceof Error)) return { code: 'Unknown', message: conceal(oneLine(String(thrown))), status: null }
  const wire = thrown as Error & {
    readonly Code?: unknown
    readonly code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: unknown }
  }
  const status = wire.$metadata?.httpStatusCode
  // The name is the SDK's own; beside it stands what the wire had, for some services.
  const code = [wire.Code, wire.code, wire.name].find((text) => typeof text === 'string' && text !== '') as string
  const isAnswer = typeof status === 'number' && status >= 300
  if (thrown instanceof SyntaxError || UNREADABLE.test(wire.message))
    return unusable(`${typeof status === 'number' ? `HTTP ${status}, and ` : ''}the body is not what the service writes`)
  return { code, message: conceal(oneLine(wire.message)), status: isAnswer ? status : null }
}

/** How the SDK says that it could not make anything of a body. */
const UNREADABLE = /Deserialization error|XML parse error/u

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}
