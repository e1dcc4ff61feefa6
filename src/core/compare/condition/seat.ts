/**
 * Is `zone` one of the time zones of `country`? False where nobody can tell, so that a seat counts as abroad rather than at home.
 *
 * An institution declares its time zone and no country; where its own clock is one of the country's, the seat is in the institution's
 * country. The table is the one that comes with the time-zone data of the machine.
 */
export function isZoneOf(zone: string, country: string): boolean {
  const wanted = canonical(zone)
  return zonesOf(country).some((one) => canonical(one) === wanted)
}

/** TypeScript's library does not know the method yet; older engines have it as a getter. */
interface RegionalLocale {
  getTimeZones?(): readonly string[] | undefined
}

function zonesOf(country: string): readonly string[] {
  const locale: RegionalLocale = new Intl.Locale('und', { region: country }) as RegionalLocale
  return locale.getTimeZones?.() ?? []
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}
