import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** One attribute whose values must reach nothing, and a value in it that occurs nowhere else. */
export interface Planted {
  readonly attribute: string
  readonly value: string
}

/** Every attribute of the drop list, and one of each form that it knows. */
export const PLANTED: readonly Planted[] = [
  'userPassword unicodePwd dBCSPwd krbPrincipalKey ipaNTHash ms-Mcs-AdmPwd supplementalCredentials pwdHistory ntPwdHistory lmPwdHistory',
  'userCertificate userSMIMECertificate userPKCS12 thumbnailLogo audio jpegPhoto thumbnailPhoto photo sambaNTPassword sambaLMPassword',
  'msLAPS-Password msLAPS-EncryptedPassword msDS-ManagedPassword sambaPasswordHistory',
  'l st c co countryCode street localityName stateOrProvinceName streetAddress postalAddress postalCode postOfficeBox homePostalAddress',
  'registeredAddress physicalDeliveryOfficeName telephoneNumber homePhone mobile pager facsimileTelephoneNumber ipPhone telexNumber',
  'otherTelephone otherMobile otherHomePhone schacGender schacDateOfBirth schacPlaceOfBirth schacCountryOfCitizenship',
  'preferredLanguage personalTitle gender nationality description info comment title sn givenName initials',
  'lastLogon lastLogoff logonCount badPwdCount badPasswordTime pwdLastSet krbLastFailedAuth modifyTimestamp modifiersName',
]
  .flatMap((line) => line.split(' '))
  .map((attribute, index) => ({
    attribute,
    value: `planted-${String(index).padStart(3, '0')}-${(index * 7_919 + 104_729).toString(36)}-value`,
  }))

/** Exact times of use, which become a bucket. */
export const PLANTED_TIMES: readonly Planted[] = [
  { attribute: 'lastLogonTimestamp', value: '134085123456789012' },
  { attribute: 'authTimestamp', value: '20261103041559Z' },
]

/** Which of `planted` stand in `bytes`, as they are, in base64 wherever they begin, in hexadecimal digits, or in UTF-16. */
export function plantedIn(bytes: Buffer, planted: readonly Planted[]): readonly string[] {
  return planted.filter(({ value }) => formsOf(value).some((form) => bytes.includes(form))).map(({ attribute }) => attribute)
}

function formsOf(value: string): readonly (string | Buffer)[] {
  const bytes = Buffer.from(value, 'utf8')
  // Three ways to begin within a group of three bytes; the first and last letters depend on what stands around.
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [value, ...base64, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), Buffer.from(value, 'utf16le')]
}

/** The bytes of every file under `folder`, as they stand and unpacked. */
export async function bytesUnder(folder: string): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
  const found: { path: string; bytes: Buffer }[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    found.push({ path, bytes }, ...(path.endsWith('.gz') ? [{ path: `${path} (unpacked)`, bytes: gunzipSync(bytes) }] : []))
  }
  return found
}
