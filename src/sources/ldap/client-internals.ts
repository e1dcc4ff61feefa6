import type { Client, SearchRequest } from 'ldapts'
import { BrokenAnswer, MessageFraming } from './message-framing.ts'
import { answerHead, referenceIn } from './search-answer.ts'
import type { EntryReader } from './wire.ts'

/**
 * What we call and what we replace of ldapts although it is private there; its exact version is pinned for that reason.
 *
 * Replaced is the reader of incoming bytes: ours cuts messages in linear time, keeps values as bytes (decoded ones lose byte-order
 * marks and mix texts with buffers), and refuses lengths that do not fit, on which the client's own never comes back.
 */
export interface ClientInternals {
  connect(): Promise<unknown>
  nextMessageId(): number
  send(message: SearchRequest): Promise<unknown>
  /** From now on hands the entries that answer message `messageId` to `reader`, as they come, and keeps the references. */
  gather(messageId: number, reader: EntryReader): void
  /** Ends that; the references that were kept. */
  gathered(): readonly string[]
  /** Rejects when the server sends what is no LDAP message; never resolves. */
  readonly broken: Promise<never>
}

export function internalsOf(client: Client): ClientInternals {
  const [connect, nextMessageId, send] = ['_connect', '_nextMessageId', '_send'].map((name) => methodOf(client, name))
  let wanted: { readonly messageId: number; readonly reader: EntryReader } | null = null
  let references: string[] = []
  const broken = Promise.withResolvers<never>()
  // Whoever asks hears of it; while nobody does, it is no unhandled rejection.
  broken.promise.catch(() => undefined)

  replaceReader(client, broken.reject, (message) => {
    const { kind, messageId } = answerHead(message)
    if (kind === 'other') return 'not ours'
    if (messageId !== wanted?.messageId) throw new BrokenAnswer('the answer holds an entry for a question that was not asked')
    if (kind === 'entry') wanted.reader.take(message)
    else references.push(referenceIn(message).join(' '))
    return 'taken'
  })

  return {
    connect: async () => connect?.(),
    nextMessageId: () => Number(nextMessageId?.()),
    send: async (message) => send?.(message),
    gather(messageId, reader) {
      wanted = { messageId, reader }
      references = []
    },
    gathered() {
      wanted = null
      return references
    },
    broken: broken.promise,
  }
}

/** Ends of searches, binds and the like still go to the client, a whole message at a time. */
function replaceReader(client: Client, broken: (cause: unknown) => void, take: (message: Buffer) => 'taken' | 'not ours'): void {
  const parser: unknown = Reflect.get(client, 'messageParser')
  if (typeof parser !== 'object' || parser === null) throw new Error(hookGone('messageParser'))
  const read = methodOf(parser, 'read')
  const framing = new MessageFraming()
  let isBroken = false
  Reflect.set(parser, 'read', (chunk: Buffer, pending: unknown) => {
    if (isBroken) return
    try {
      for (const message of framing.push(chunk)) if (take(message) === 'not ours') read(message, pending)
    } catch (cause) {
      isBroken = true
      broken(cause)
    }
  })
}

function methodOf(owner: object, name: string): (...given: readonly unknown[]) => unknown {
  const method: unknown = Reflect.get(owner, name)
  if (typeof method !== 'function') throw new Error(hookGone(name))
  return (...given) => Reflect.apply(method, owner, given) as unknown
}

function hookGone(name: string): string {
  return `ldapts has no \`${name}\` any more: read its source before another version is used`
}
