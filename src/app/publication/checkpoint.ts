/** Places in a publication at which a test stops the process, in their order. */
export const PUBLICATION_STEPS = [
  'locked',
  'life-computed',
  'folder-made',
  'reports-written',
  'reports-synced',
  'transaction-begun',
  'transaction-written',
  'committed',
  'folder-renamed',
  'latest-staged',
  'latest-moved',
  'unlocked',
] as const

export type PublicationStep = (typeof PUBLICATION_STEPS)[number]

/** Called as each step is reached. */
export type Checkpoint = (step: PublicationStep) => Promise<void>

export const noCheckpoint: Checkpoint = async () => undefined
