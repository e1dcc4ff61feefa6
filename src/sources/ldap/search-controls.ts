import { type BerWriter, Control } from 'ldapts'

/** What a search may ask of Active Directory beyond its filter (MS-ADTS 3.1.1.3.4.1). */
export type SearchControl =
  /** Descriptors with owner and DACL alone: without it, or asked for the SACL too, an ordinary reader gets none and no error. */
  | 'descriptors'
  /** Names of members as `<GUID=…>;<SID=…>;DN`. */
  | 'extended-names'
  /** Members whose time is limited as `<TTL=seconds>,DN`; without it they look permanent. */
  | 'time-bound'

/** The control as the server lists it in `supportedControl`. */
export function controlId(control: SearchControl): string {
  return CONTROLS[control].id
}

export function requestControl(control: SearchControl): Control {
  const { id, critical, value } = CONTROLS[control]
  return new StatedControl(id, critical, value)
}

const CONTROLS: Readonly<
  Record<SearchControl, { readonly id: string; readonly critical: boolean; readonly value: readonly number[] | null }>
> = {
  // SEQUENCE { INTEGER 5 }: OWNER_SECURITY_INFORMATION and DACL_SECURITY_INFORMATION.
  descriptors: { id: '1.2.840.113556.1.4.801', critical: true, value: [0x30, 3, 2, 1, 5] },
  // SEQUENCE { INTEGER 1 }: readable text instead of hexadecimal digits.
  'extended-names': { id: '1.2.840.113556.1.4.529', critical: true, value: [0x30, 3, 2, 1, 1] },
  'time-bound': { id: '1.2.840.113556.1.4.2309', critical: true, value: null },
}

const OCTETS = 0x04

class StatedControl extends Control {
  readonly #value: readonly number[] | null

  constructor(id: string, critical: boolean, value: readonly number[] | null) {
    super(id, { critical })
    this.#value = value
  }

  protected override writeControl(writer: BerWriter): void {
    if (this.#value !== null) writer.writeBuffer(Buffer.from(this.#value), OCTETS)
  }
}
