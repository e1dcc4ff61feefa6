/**
 * Words that name what a policy may not decide by: nationality, birth, ethnicity, religion, age, sex, disability, visa. Written without
 * case or separators, since directories spell them in many ways (`schacCountryOfCitizenship`, `visa-type`).
 */
const PROTECTED = words(
  'nationality nationalities nation nationalid nationalidentity citizenship citizen countryofcitizenship countryofnationality',
  'schaccountryofcitizenship schaccountryofresidence countryoforigin origin homecountry nationalorigin passport passportcountry',
  'birthplace placeofbirth schacplaceofbirth countryofbirth birthcountry cityofbirth dateofbirth birthdate birthday',
  'schacdateofbirth schacyearofbirth yearofbirth birthyear dob age agegroup',
  'ethnicity ethnicgroup ethnicorigin race caste religion belief faith mothertongue schacmothertongue',
  'sex gender genderidentity schacgender pronouns personaltitle schacpersonaltitle maritalstatus',
  'disability disabilities disabled health visa visatype visastatus immigrationstatus residencepermit',
)

/** Directory attributes that hold a country or a name: an attribute of a person may not be one of these, though a key of ours may. */
const PROTECTED_ATTRIBUTES = words(
  'c co country countrycode countryname friendlycountryname',
  'cn commonname name fullname displayname givenname firstname sn surname familyname lastname',
  'middlename initials preferredname schacsn1 schacsn2 gecos',
)

/** Does a key, a course or a clearance name a protected attribute? */
export function isProtectedWord(word: string): boolean {
  return PROTECTED.has(bare(word))
}

/** Does an attribute of a person hold, or follow from, something protected? */
export function isProtectedAttribute(attribute: string): boolean {
  return isProtectedWord(attribute) || PROTECTED_ATTRIBUTES.has(bare(attribute))
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')))
}
