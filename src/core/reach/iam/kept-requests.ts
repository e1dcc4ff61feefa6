import type { IamSystem } from '../../model/iam.ts'
import type { Asker } from './asker.ts'
import type { IamRequest } from './request.ts'
import type { Kept } from './statements.ts'
import { type AskedAbout, systemContext } from './system-context.ts'

/**
 * Keeps what the requests about one thing have in common: what statements say of an action on it, whoever asks; and what conditions say of an
 * asker, whichever action is asked for.
 *
 * State worth a class: it goes when another thing is asked about.
 */
export class KeptRequests {
  readonly #system: IamSystem
  readonly #speaking = new Map<string, Kept['speaking']>()
  #last: Last | null = null

  constructor(system: IamSystem) {
    this.#system = system
  }

  /** The context of a request, and what is kept for it. */
  of(asker: Asker, action: string, resource: string, about: AskedAbout): Pick<IamRequest, 'context'> & { readonly kept: Kept } {
    const last = this.#last !== null && isOf(this.#last, asker, about) ? this.#last : this.#begun(asker, about)
    const key = `${action} ${resource}`
    const speaking = this.#speaking.get(key) ?? newSpeaking()
    this.#speaking.set(key, speaking)
    return { context: last.context, kept: { speaking, conditions: last.conditions } }
  }

  #begun(asker: Asker, { account, tags, through }: AskedAbout): Last {
    const about = { account, tags, through }
    this.#last = { asker, about, context: systemContext(this.#system, asker, about), conditions: new Map() }
    return this.#last
  }
}

function newSpeaking(): Kept['speaking'] {
  return new Map()
}

interface Last {
  readonly asker: Asker
  readonly about: AskedAbout
  readonly context: IamRequest['context']
  readonly conditions: Kept['conditions']
}

/** Is the context the same? What an asker holds has no part in it. */
function isOf({ asker, about }: Last, other: Asker, { account, tags, through }: AskedAbout): boolean {
  const isSame = asker.caller === other.caller && asker.identity === other.identity && asker.organization === other.organization
  return isSame && about.account === account && about.tags === tags && about.through === through
}
