/** The dataset that stands for everything that Graph does not show of a site without a right to all content. */
export const SITE_PERMISSIONS = 'site-permissions'

/** The tables of an export of sites, with their columns in order. Further columns are refused: they may hold what nobody asked for. */
export const SITE_TABLES = {
  'permissions.csv': ['site', 'holder_kind', 'holder', 'right', 'through', 'until'],
  'links.csv': ['site', 'scope', 'holder', 'right', 'item', 'until'],
} as const

export type SiteTable = keyof typeof SITE_TABLES

export function isSiteTable(name: string): name is SiteTable {
  return Object.hasOwn(SITE_TABLES, name)
}

/** How a site is known as a resource. */
export function siteId(site: string): string {
  return site.startsWith('site/') ? site : `site/${site}`
}
