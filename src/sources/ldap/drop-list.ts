/**
 * Why a site may not add an attribute to what is kept; null if it may. Compared without case and hyphens.
 *
 * The allow-list already keeps all these out of the evidence; this list is for the configuration, which could let them in again.
 */
export function refusedAttribute(name: string): string | null {
  if (!/^[a-z][a-z0-9-]*$/iu.test(name)) return `expected the name of one attribute, found \`${name}\``
  const bare = name.toLowerCase().replaceAll('-', '')
  if (!NAMES.has(bare) && !FORMS.some((form) => form.test(bare))) return null
  return `\`${name}\` is never stored: it holds a secret, or personal data that no decision may rest on`
}

const NAMES = new Set(
  [
    'userpassword unicodepwd dbcspwd krbprincipalkey ipanthash msmcsadmpwd supplementalcredentials pwdhistory ntpwdhistory lmpwdhistory',
    'usercertificate usersmimecertificate userpkcs12 thumbnaillogo audio',
    'l st c co countrycode street localityname stateorprovincename countryname friendlycountryname streetaddress postaladdress',
    'postalcode postofficebox homepostaladdress registeredaddress physicaldeliveryofficename',
    'telephonenumber homephone mobile pager fax facsimiletelephonenumber ipphone telexnumber internationalisdnnumber',
    'othertelephone othermobile otherhomephone otherpager otheripphone otherfacsimiletelephonenumber',
    'schacgender schacdateofbirth schacplaceofbirth schaccountryofcitizenship schaccountryofresidence schacyearofbirth',
    'preferredlanguage personaltitle dateofbirth birthplace placeofbirth gender sex ethnicity religion age disability visatype',
    'description info comment',
    'lastlogon lastlogoff logoncount badpwdcount badpasswordtime pwdlastset pwdfailuretime pwdlastsuccess',
    'krblastsuccessfulauth krblastfailedauth krbloginfailedcount',
  ].flatMap((line) => line.split(' ')),
)

const FORMS = [/password/u, /^mslaps/u, /pwdhistory/u, /photo$/u, /citizenship/u, /nationality/u]
