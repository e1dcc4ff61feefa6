import { type Result, failed, succeeded } from '../../../core/base/result.ts'

/** The domains that short names of SIDs are relative to; null where the export does not say. */
export interface SidDomains {
  /** Of the server's own accounts. */
  readonly machine: string | null
  /** Of the domain that the server is in. */
  readonly domain: string | null
  /** Of the forest's root. */
  readonly forest: string | null
}

/** MS-DTYP 2.5.1.1, the table of SID tokens; the last number is the RID. */
const BUILTIN: Readonly<Record<string, number>> = {
  BA: 544,
  BU: 545,
  BG: 546,
  PU: 547,
  AO: 548,
  SO: 549,
  PO: 550,
  BO: 551,
  RE: 552,
  RU: 554,
  RD: 555,
  NO: 556,
  MU: 558,
  LU: 559,
  IS: 568,
  CY: 569,
  ER: 573,
  CD: 574,
  RA: 575,
  ES: 576,
  MS: 577,
  HA: 578,
  AA: 579,
  RM: 580,
}

const FIXED: Readonly<Record<string, string>> = {
  WD: 'S-1-1-0',
  CO: 'S-1-3-0',
  CG: 'S-1-3-1',
  OW: 'S-1-3-4',
  NU: 'S-1-5-2',
  IU: 'S-1-5-4',
  SU: 'S-1-5-6',
  AN: 'S-1-5-7',
  ED: 'S-1-5-9',
  PS: 'S-1-5-10',
  AU: 'S-1-5-11',
  RC: 'S-1-5-12',
  SY: 'S-1-5-18',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  WR: 'S-1-5-33',
  UD: 'S-1-5-84-0-0-0-0-0',
  AC: 'S-1-15-2-1',
  LW: 'S-1-16-4096',
  ME: 'S-1-16-8192',
  MP: 'S-1-16-8448',
  HI: 'S-1-16-12288',
  SI: 'S-1-16-16384',
  AS: 'S-1-18-1',
  SS: 'S-1-18-2',
}

const RELATIVE: Readonly<Record<string, { readonly to: keyof SidDomains; readonly rid: number }>> = {
  LA: { to: 'machine', rid: 500 },
  LG: { to: 'machine', rid: 501 },
  RO: { to: 'forest', rid: 498 },
  DA: { to: 'domain', rid: 512 },
  DU: { to: 'domain', rid: 513 },
  DG: { to: 'domain', rid: 514 },
  DC: { to: 'domain', rid: 515 },
  DD: { to: 'domain', rid: 516 },
  CA: { to: 'domain', rid: 517 },
  SA: { to: 'forest', rid: 518 },
  EA: { to: 'forest', rid: 519 },
  PA: { to: 'domain', rid: 520 },
  CN: { to: 'domain', rid: 522 },
  AP: { to: 'domain', rid: 525 },
  KA: { to: 'domain', rid: 526 },
  EK: { to: 'forest', rid: 527 },
  RS: { to: 'domain', rid: 553 },
}

/** The SID that `text` is, spelt out or as one of the two-letter tokens of MS-DTYP 2.5.1.1. */
export function sidOf(text: string, domains: SidDomains): Result<string, string> {
  if (/^S-1-(?:\d+|0x[0-9a-f]{1,12})(?:-\d+){1,15}$/iu.test(text)) return succeeded(text.toUpperCase())
  const token = text.toUpperCase()
  const fixed = FIXED[token]
  if (fixed !== undefined) return succeeded(fixed)
  const builtin = BUILTIN[token]
  if (builtin !== undefined) return succeeded(`S-1-5-32-${builtin}`)
  const relative = RELATIVE[token]
  if (relative === undefined) return failed(`\`${text}\` is neither a SID nor one of its two-letter names`)
  const base = domains[relative.to]
  if (base === null)
    return failed(
      `\`${text}\` stands for the ${relative.to}'s account ${relative.rid}, and the export does not name the SID of the ${relative.to}`,
    )
  return succeeded(`${base}-${relative.rid}`)
}
