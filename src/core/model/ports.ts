/** Port numbers, ascending; `any` includes protocols without ports. */
export type Ports = readonly number[] | 'any'
