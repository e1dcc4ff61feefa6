import { distinctTexts } from '../../core/base/order.ts'
import type { Wanted } from './aws-source.ts'

/** Where something stands. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** What policies name, as the lists of AWS are searched for it. Partitions are not compared: a source reads one alone. */
export class WantedNames {
  readonly #buckets = new Set<string>()
  readonly #names = new Set<string>()

  constructor({ natives }: Wanted) {
    for (const native of natives) {
      const arn = arnParts(native)
      if (arn === null) continue
      if (arn.service === 's3' && arn.account === '') this.#buckets.add(arn.resource.split('/')[0] ?? '')
      else this.#names.add(nameOf(arn))
    }
  }

  hasBucket(name: string): boolean {
    return this.#buckets.has(name)
  }

  has(arn: string): boolean {
    const parts = arnParts(arn)
    return parts !== null && this.#names.has(nameOf(parts))
  }

  /** A secret may be named without the six characters that AWS puts behind its name. */
  hasSecret(arn: string): boolean {
    return this.has(arn) || this.has(arn.replace(/-[A-Za-z0-9]{6}$/u, ''))
  }

  /** The parts of an ARN behind `arn` and a separator, sorted: versions and aliases of a function, indexes of a table. */
  below(arn: string, separator: string): readonly string[] {
    const parts = arnParts(arn)
    if (parts === null) return []
    const begin = `${nameOf(parts)}${separator}`
    return distinctTexts([...this.#names].filter((name) => name.startsWith(begin)).map((name) => name.slice(begin.length)))
  }

  /** Ids of keys at `place`, sorted. */
  keysAt({ account, region }: Place): readonly string[] {
    return this.below(`arn:aws:kms:${region}:${account}:key`, '/')
  }
}

interface ArnParts {
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Null for what is no ARN. */
export function arnParts(text: string): ArnParts | null {
  const [scheme, , service = '', region = '', account = '', ...resource] = text.split(':')
  return scheme !== 'arn' || resource.length === 0 ? null : { service, region, account, resource: resource.join(':') }
}

function nameOf({ service, region, account, resource }: ArnParts): string {
  return [service, region, account, resource].join(':')
}
