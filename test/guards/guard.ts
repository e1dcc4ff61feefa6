/** An edit of one source file that takes a guard out: texts that must stand there, and what takes their place. */
export interface TakenOut {
  readonly what: string
  /** The end of the file's path. */
  readonly file: string
  readonly edits: readonly (readonly [from: string, to: string])[]
}

/** One behaviour of a server, a client or a file that loses data silently, and what keeps us from losing it. */
export interface Guard<Servers> {
  /** Number of the row in the tables of the reference, and a letter where a row has several. */
  readonly row: string
  readonly says: string
  /** A reader who does not know; resolves to what it lost, in words. Throws if it lost nothing: then the test shows nothing. */
  readonly naive: (servers: Servers) => Promise<string>
  /** Throws if ours lost anything, or lost it without a word. */
  readonly holds: (servers: Servers) => Promise<void>
  /** Each of them must turn `holds` red. */
  readonly without: readonly TakenOut[]
}

/** Guards in groups whose tests are run together when one of them is taken out. */
export type GuardGroups<Servers> = Readonly<Record<string, readonly Guard<Servers>[]>>

/** `lost` where it is more than none; else the naive reader did well, and the test with it would mean nothing. */
export function loss(lost: number, of: number, what: string): string {
  if (lost <= 0) throw new Error(`the naive reader lost none of ${of} ${what}`)
  return `${lost} of ${of} ${what} lost`
}
