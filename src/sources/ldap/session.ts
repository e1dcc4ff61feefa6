import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { DirectoryConnection } from './connection.ts'
import { type DirectoryFailure, isPassing } from './directory-failure.ts'
import { refusedAttribute } from './drop-list.ts'
import { type Flavour, flavourName, flavourOf } from './flavour.ts'
import type { ConnectionTuning, LdapSource } from './ldap-source.ts'
import { type RootDse, canPage, readRootDse, rootValues } from './root-dse.ts'

/** A bound connection to a server that we know. */
export interface Opened {
  readonly connection: DirectoryConnection
  readonly root: RootDse
  readonly flavour: Flavour
  readonly pagingSupported: boolean
}

/** MS-ADTS 3.1.1.3.1.10: plain and with TLS. */
const GLOBAL_CATALOGUE = new Set(['3268', '3269'])

/** How often a question is asked before its failure stands: a dataset starts again at most twice. */
export const ATTEMPTS = 3

/**
 * Gives a bound connection, a new one after `drop`, and remembers whether it was always the same server that answered.
 *
 * Nothing is carried over from one connection to the next: a paging cookie belongs to the connection that gave it.
 */
export class DirectorySession {
  readonly #source: LdapSource
  readonly #tuning: ConnectionTuning
  #opened: Opened | null = null
  #server: string | null = null
  #otherServer: string | null = null

  constructor(source: LdapSource, tuning: ConnectionTuning) {
    this.#source = source
    this.#tuning = tuning
  }

  /** A name round robin may lead to another controller, which is at another state: then both are named. */
  get servers(): readonly string[] {
    return [this.#server, this.#otherServer].filter((name) => name !== null)
  }

  /** The open connection, else a new one; one attempt. */
  async opened(): Promise<Result<Opened, DirectoryFailure>> {
    if (this.#opened !== null) return succeeded(this.#opened)
    const opened = await this.#open()
    if (opened.ok) {
      this.#opened = opened.value
      this.noteServer(opened.value.root)
    }
    return opened
  }

  /** As `opened`, tried again while the failure may pass. */
  async patientlyOpened(): Promise<Result<Opened, DirectoryFailure>> {
    for (let attempt = 1; ; attempt++) {
      const opened = await this.opened()
      if (opened.ok || attempt === ATTEMPTS || !isPassing(opened.error)) return opened
      await this.waitBefore(attempt + 1)
    }
  }

  async waitBefore(attempt: number): Promise<void> {
    await (this.#tuning.sleep ?? pause)(1_000 * 2 ** (attempt - 1))
  }

  noteServer(root: RootDse): void {
    const name = rootValues(root, 'dsservicename')[0]
    if (name === undefined) return
    if (this.#server === null) this.#server = name
    else if (this.#server !== name) this.#otherServer = name
  }

  async drop(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    await opened?.connection.close()
  }

  async #open(): Promise<Result<Opened, DirectoryFailure>> {
    const { config, password } = this.#source
    const refused = (config.attributes ?? []).map(refusedAttribute).find((reason) => reason !== null)
    if (refused !== undefined) return failed({ kind: 'not-tried', says: `\`attributes\`: ${refused}`, cure: 'take it out of `attributes`' })
    const ca = await authorities(config.ca)
    if (!ca.ok) return ca
    const { sleep: _, ...tuning } = this.#tuning
    const connected = await DirectoryConnection.open({ url: config.url, ca: ca.value, ...tuning })
    if (!connected.ok) return connected
    const connection = connected.value
    const opened = await this.#introduce(connection, config.bind.dn, password)
    if (!opened.ok) await connection.close()
    return opened
  }

  async #introduce(connection: DirectoryConnection, dn: string, password: string): Promise<Result<Opened, DirectoryFailure>> {
    const shownToAnybody = await readRootDse(connection)
    // A server that hides its root DSE from strangers is asked again below; one that is gone is not.
    if (!shownToAnybody.ok && isPassing(shownToAnybody.error)) return shownToAnybody
    const bound = await connection.bind(dn, password)
    if (!bound.ok) return bound
    const root = shownToAnybody.ok ? shownToAnybody : await readRootDse(connection)
    if (!root.ok) return root
    const flavour = this.#flavour(root.value)
    if (!flavour.ok) return flavour
    return succeeded({ connection, root: root.value, flavour: flavour.value, pagingSupported: canPage(root.value) })
  }

  #flavour(root: RootDse): Result<Flavour, DirectoryFailure> {
    const shown = flavourOf(root)
    const configured = this.#source.config.flavour
    if (shown === null)
      return failed({
        kind: 'not-tried',
        says: 'the root DSE shows no directory that we know',
        cure: 'see docs/sources/ldap.md for those that are read',
      })
    if (configured !== undefined && configured !== shown)
      return failed({
        kind: 'not-tried',
        says: `\`flavour\` says ${flavourName(configured)}, and the server is ${flavourName(shown)}`,
        cure: 'mend `url` or `flavour`',
      })
    if (shown === 'active-directory' && GLOBAL_CATALOGUE.has(new URL(this.#source.config.url).port))
      return failed({
        kind: 'not-tried',
        says: 'this port is that of the global catalogue, which knows of no account when it ends, and of few groups who is in them',
        cure: 'name the controller without a port, and its domain as `base`',
      })
    return succeeded(shown)
  }
}

async function authorities(file: string | undefined): Promise<Result<string | null, DirectoryFailure>> {
  if (file === undefined) return succeeded(null)
  try {
    return succeeded(await readFile(file, 'utf8'))
  } catch (cause) {
    return failed({
      kind: 'not-tried',
      says: `\`ca\`: ${cause instanceof Error ? cause.message : String(cause)}`,
      cure: 'name a file in PEM that can be read',
    })
  }
}
