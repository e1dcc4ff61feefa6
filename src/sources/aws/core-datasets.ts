import { datasetName } from './calls.ts'

/** What an organization of AWS always has: without it nothing can be said of any account. */
export const AWS_CORE_DATASETS: readonly string[] = (['organizations list-accounts', 'iam get-account-authorization-details'] as const).map(
  (name) => datasetName({ region: 'global', name, arguments: [] }),
)
