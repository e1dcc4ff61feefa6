/** Rules about signing in, and which other tenants are trusted. */
export const SIGN_IN_DATASET = 'policies'

/** How far content may be shared. */
const SHARING_DATASET = 'sharing'

/** What a system that holds settings lists them as; where a source lists one of them, all its settings rest on these. */
export const SETTING_DATASETS: ReadonlySet<string> = new Set([SIGN_IN_DATASET, SHARING_DATASET, 'methods'])

/** Who owns programs, and how they sign in. */
export const PROGRAM_DATASETS: ReadonlySet<string> = new Set(['service-principals', 'applications'])

/** Organisations whose people a system lets in by itself. */
export const CONNECTION_DATASETS: ReadonlySet<string> = new Set([SIGN_IN_DATASET, 'entitlements'])
