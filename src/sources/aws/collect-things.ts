import { distinctTexts } from '../../core/base/order.ts'
import type { CallName } from './calls.ts'
import type { Page } from './client/plain.ts'
import type { ReadAccount } from './collect-account.ts'
import { isListedAgain } from './collect-again.ts'
import { type AnyCall, type Asker, type Run, collectCall } from './collect-call.ts'
import { collectEach } from './collect-each.ts'
import { listAt, textAt } from './collect-fields.ts'
import { type Thing, found } from './collect-wanted.ts'
import { type Place, type WantedNames, arnParts } from './collect-wanted-names.ts'

const ACCOUNTS_AT_ONCE = 4
const THINGS_AT_ONCE = 4

/**
 * Reads deeply what policies name: first the things themselves, then the keys that they name or are encrypted with, which may stand in
 * another account. A key of an account that is not read has no dataset.
 */
export async function collectThings(run: Run, accounts: readonly ReadAccount[], wanted: WantedNames): Promise<void> {
  const keys = await collectEach(accounts, ACCOUNTS_AT_ONCE, async ({ asker, found: { things } }) => {
    const ofThings = await collectEach(things, THINGS_AT_ONCE, async (thing) => collectThing(run, asker, thing, wanted))
    asker.session.rest()
    return ofThings.flat()
  })
  const known = new Map(accounts.map((read) => [read.asker.account, read]))
  const resolved = keys.flat().flatMap((key) => resolvedKey(key, known) ?? [])
  const distinct = new Map(resolved.map((key) => [`${key.place.account} ${key.place.region} ${key.id}`, key]))
  await collectEach(distinctTexts(distinct.keys()), ACCOUNTS_AT_ONCE, async (name) => {
    const { id, place } = distinct.get(name)!
    const read = known.get(place.account)
    if (read !== undefined) for (const call of keyCalls(id, place.region)) await collectCall(run, read.asker, call)
  })
}

interface KeyReference {
  readonly text: string
  readonly place: Place
}

async function collectThing(run: Run, asker: Asker, thing: Thing, wanted: WantedNames): Promise<readonly KeyReference[]> {
  const { place, listedBy } = thing
  const isOn = (page: Page): boolean =>
    found(listedBy, { ...place, region: listedBy.region }, page, wanted).things.some(({ id }) => id === thing.id)
  const isStillThere = async (): Promise<boolean> => isListedAgain(asker, listedBy.region, listedBy.name, listedBy.parameters, isOn)
  const texts = [...thing.keys]
  for (const call of thing.calls) {
    const { pages } = await collectCall(run, asker, call, { isStillThere })
    texts.push(...pages.flatMap((page) => KEYS[call.name]?.(page) ?? []))
  }
  return texts.filter((text) => text !== '').map((text) => ({ text, place }))
}

/** How answers name the key that something is encrypted with. */
const KEYS: Partial<Readonly<Record<CallName, (page: Page) => readonly string[]>>> = {
  // What is encrypted without naming a key has the one that AWS manages for the service, on which nobody decides.
  's3api get-bucket-encryption': (page) =>
    listAt(page, 'ServerSideEncryptionConfiguration', 'Rules').map(
      (rule) => textAt(rule, 'ApplyServerSideEncryptionByDefault', 'KMSMasterKeyID') ?? '',
    ),
  'sqs get-queue-attributes': (page) => [textAt(page, 'Attributes', 'KmsMasterKeyId') ?? ''],
  'sns get-topic-attributes': (page) => [textAt(page, 'Attributes', 'KmsMasterKeyId') ?? ''],
}

/** The key that a text names, which may be an ARN of a key or of an alias, or the id or alias of one at `place`; null where nobody knows. */
function resolvedKey(
  { text, place }: KeyReference,
  accounts: ReadonlyMap<string, ReadAccount>,
): { readonly id: string; readonly place: Place } | null {
  const arn = arnParts(text)
  const at = arn === null ? place : { account: arn.account, region: arn.region }
  const name = (arn?.resource ?? text).replace(/^key\//u, '')
  const id = name.startsWith('alias/') ? accounts.get(at.account)?.found.aliases.get(`${at.region} ${name}`) : name
  return id === undefined || id === '' ? null : { id, place: at }
}

function keyCalls(id: string, region: string): readonly AnyCall[] {
  const asked = { region, arguments: [id], parameters: { KeyId: id } }
  return [
    { name: 'kms describe-key', ...asked },
    { name: 'kms get-key-policy', ...asked, parameters: { KeyId: id, PolicyName: 'default' } },
    { name: 'kms list-grants', ...asked },
    { name: 'kms list-resource-tags', ...asked },
  ]
}
