import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodedAnswer, type Answer } from './answer.ts'
import { firstElement } from './ber.ts'
import { decodedRequest, type LdapRequest } from './request.ts'

/**
 * What to do about one request, in order. It is called once a request, `unbind` and `abandon` included, and may be a
 * generator, which is drawn from no faster than the client reads: 300,000 entries cost no memory here.
 */
export type LdapScript = (request: LdapRequest) => Iterable<Answer> | AsyncIterable<Answer>

export interface Connection {
  /** What is spoken on: TLS or not. */
  readonly socket: Socket
  /** The TCP connection below it, which is what breaks. */
  readonly raw: Socket
  /** Counted from 1. */
  readonly number: number
  readonly script: LdapScript
}

const CHUNK_BYTES = 64 * 1024

/**
 * Keeps every request as it comes and answers them one after the other. After `silence` they are still kept.
 * `failed` is called when the script throws or the client sends what is not LDAP.
 */
export function serveConnection(connection: Connection, requests: LdapRequest[], failed: (failure: unknown) => void): void {
  const { socket, number } = connection
  let pending: Buffer = Buffer.alloc(0)
  let silent = false
  let answered: Promise<void> = Promise.resolve()

  async function answerNext(request: LdapRequest): Promise<void> {
    if (!silent && !socket.destroyed) silent = (await answerRequest(connection, request)) === 'silent'
  }

  socket.on('data', (chunk) => {
    try {
      pending = Buffer.concat([pending, chunk])
      for (let next = firstElement(pending); next !== undefined; next = firstElement(pending)) {
        pending = pending.subarray(next.end)
        const request = decodedRequest(next.first, number)
        requests.push(request)
        answered = answered.then(() => answerNext(request)).catch(failed)
      }
    } catch (error) {
      failed(error)
    }
  })
}

async function answerRequest({ socket, raw, script }: Connection, request: LdapRequest): Promise<'silent' | 'answered'> {
  let chunk: Buffer[] = []
  let bytes = 0

  async function flush(): Promise<void> {
    const all = Buffer.concat(chunk)
    chunk = []
    bytes = 0
    if (all.length > 0 && !socket.destroyed) await written(socket, all)
  }

  for await (const answer of script(request)) {
    if (socket.destroyed) return 'answered'
    const encoded = encodedAnswer(answer, request)
    chunk.push(encoded)
    bytes += encoded.length
    if (bytes >= CHUNK_BYTES || encoded.length === 0) await flush()
    if (answer.kind === 'wait') await sleep(answer.ms)
    else if (answer.kind === 'silence') return 'silent'
    else if (answer.kind === 'drop') return drop(raw, answer)
  }
  await flush()
  if (request.kind === 'unbind') socket.end()
  return 'answered'
}

/** Without the closing words of TLS, as when a server dies or a line is cut. */
function drop(raw: Socket, { by }: Answer & { readonly kind: 'drop' }): 'answered' {
  if (by === 'reset') raw.resetAndDestroy()
  else raw.destroy()
  return 'answered'
}

/** Settles when the bytes have left this process, or the connection is gone. */
function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      socket.off('close', settle)
      resolve()
    }
    socket.once('close', settle)
    socket.write(bytes, settle)
  })
}
