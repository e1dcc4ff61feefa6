/** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. Comes into core as an argument: core does no hashing of its own. */
export type Sha256 = (text: string) => string
