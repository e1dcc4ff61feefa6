import { ZONES_OF_COUNTRIES } from './zones-of-countries.ts'

/**
 * Is `zone` one of the time zones of `country`? False where nobody can tell, so that a seat counts as abroad rather than at home.
 *
 * An institution declares its time zone and no country; where its own clock is one of the country's, the seat is in the institution's
 * country.
 */
export function isZoneOf(zone: string, country: string): boolean {
  return (ZONES_OF_COUNTRIES[country] ?? '').split(' ').includes(zone)
}
