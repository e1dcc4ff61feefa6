import type { z } from 'zod'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { InvitationSetting, SettingFact, SharingLevel } from '../../core/model/setting.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import { bodyOf, eachRecord, filesOf, parsedRecord } from './bodies.ts'
import { readOtherTenants } from './read-other-tenants.ts'
import { readSignInRules } from './read-sign-in-rules.ts'
import type { Tenant } from './tenant.ts'
import { authorizationPolicy, deletedUser, registrationDetails, sharepointSettings } from './wire.ts'

const FACTS_A_BATCH = 1_000

/**
 * What the tenant allows as a whole: invitations, sharing, other tenants, rules about signing in, who has a strong method, and which accounts
 * were deleted and can come back. A value
 * that nobody here knows is a gap on its dataset, never the nearest known one.
 */
export async function readSettings(
  dataset: (name: 'policies' | 'sharing' | 'entitlements' | 'methods' | 'deleted') => TenantDataset | null,
  tenant: Tenant,
  sink: FragmentSink,
): Promise<void> {
  const facts: SettingFact[] = []
  const [policies, sharing, methods, deleted] = [dataset('policies'), dataset('sharing'), dataset('methods'), dataset('deleted')]
  if (policies !== null) {
    await readInvitations(policies, facts)
    await readSignInRules(policies, facts)
  }
  await readOtherTenants(policies, dataset('entitlements'), tenant, facts)
  if (sharing !== null) await readSharing(sharing, facts)
  if (deleted !== null) await readDeleted(deleted, facts)
  if (facts.length > 0) sink.settings(facts)
  if (methods !== null) await readMethods(methods, sink)
}

/** https://learn.microsoft.com/graph/api/resources/authorizationpolicy. */
const INVITERS: Readonly<Record<string, InvitationSetting['from']>> = {
  none: 'nobody',
  adminsAndGuestInviters: 'appointed',
  adminsGuestInvitersAndAllMembers: 'members',
  everyone: 'everybody',
}

async function readInvitations(dataset: TenantDataset, facts: SettingFact[]): Promise<void> {
  await eachObject(dataset, 'authorization', authorizationPolicy, ({ allowInvitesFrom }, provenance) => {
    const from = INVITERS[allowInvitesFrom ?? '']
    if (from === undefined) unknownValue(dataset, 'who may invite guests', allowInvitesFrom, provenance)
    else facts.push({ kind: 'invitations', source: dataset.source, from, provenance })
  })
}

/** https://learn.microsoft.com/graph/api/resources/sharepointsettings: what every site may at most allow. */
const SHARING: Readonly<Record<string, SharingLevel>> = {
  disabled: 'none',
  existingExternalUserSharingOnly: 'named-guests',
  externalUserSharingOnly: 'any-guest',
  externalUserAndGuestSharing: 'anyone',
}

async function readSharing(dataset: TenantDataset, facts: SettingFact[]): Promise<void> {
  await eachObject(dataset, '', sharepointSettings, ({ sharingCapability, isResharingByExternalUsersEnabled }, provenance) => {
    const level = SHARING[sharingCapability ?? '']
    if (level === undefined) return unknownValue(dataset, 'how far content may be shared', sharingCapability, provenance)
    facts.push({ kind: 'sharing', source: dataset.source, level, resharing: isResharingByExternalUsersEnabled ?? null, provenance })
  })
}

/** Accounts that can be restored for thirty days (E13); that their groups come back with them is taken for granted. */
async function readDeleted(dataset: TenantDataset, facts: SettingFact[]): Promise<void> {
  const { source } = dataset
  await eachRecord(dataset, '', deletedUser, ({ id, deletedDateTime }, { path }) => {
    const provenance = { source, dataset: dataset.dataset, file: path, record: id }
    facts.push({ kind: 'deleted-account', source, account: id, deletedAt: deletedDateTime, provenance })
  })
}

async function readMethods(dataset: TenantDataset, sink: FragmentSink): Promise<void> {
  let batch: SettingFact[] = []
  await eachRecord(dataset, '', registrationDetails, ({ id, isMfaCapable }, { path }) => {
    if (typeof isMfaCapable !== 'boolean') return
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: path, record: id }
    batch.push({ kind: 'strong-method', source: dataset.source, account: id, registered: isMfaCapable, provenance })
    if (batch.length < FACTS_A_BATCH) return
    sink.settings(batch)
    batch = []
  })
  if (batch.length > 0) sink.settings(batch)
}

/** Visits the one object of a setting; a dataset that is said to be whole and lacks it is not. */
async function eachObject<Schema extends z.ZodType>(
  dataset: TenantDataset,
  prefix: string,
  schema: Schema,
  visit: (record: z.output<Schema>, provenance: Provenance) => void,
): Promise<void> {
  const pages = filesOf(dataset, prefix, 'json')
  if (pages.length === 0 && dataset.stated.state === 'complete')
    dataset.lower('partial', `no \`${prefix === '' ? dataset.dataset : prefix}\` is among what was read`, 'collect again')
  for (const page of pages) {
    const body = await bodyOf(dataset, page)
    if (body !== null) dataset.found.records += 1
    const provenance = {
      source: dataset.source,
      dataset: dataset.dataset,
      file: page.path,
      record: prefix === '' ? dataset.dataset : prefix,
    }
    const parsed = body === null ? null : parsedRecord(dataset, schema, body, page.path)
    if (parsed !== null) visit(parsed, provenance)
    // Whatever it held, nobody knows it: one object is the whole setting.
    else dataset.lower('partial', `\`${provenance.record}\` cannot be read`, null)
  }
}

function unknownValue(dataset: TenantDataset, what: string, value: string | null | undefined, { file }: Provenance): void {
  const reason = value === null || value === undefined ? `${what} is not shown` : `${what}: \`${value}\` is not known to this version`
  dataset.gap({ code: 'record-malformed', record: null, reason, at: file })
}
