import { sha256 } from './sha256.ts'

/**
 * The folder of a dataset inside its source's folder: `<unit>/<dataset>`, with every character that a file system might not bear
 * written as `%XX`.
 *
 * Different names never share a folder, also where the file system ignores letter case only if they differ in more than case.
 */
export function datasetFolder(unit: string, dataset: string): string {
  return [...unit.split('/'), ...dataset.split('/')].map(safeName).join('/')
}

/** A name that any file system takes: encoded, and beyond 120 characters cut, with a hash of the whole in place of the rest. */
export function safeName(name: string): string {
  if (name === '') return '%'
  const encoded = name.replaceAll(/[^A-Za-z0-9._=,@+-]/gu, percentEncoded).replace(/^\./u, '%2E')
  return encoded.length <= 120 ? encoded : `${encoded.slice(0, 100)}~${sha256(name).slice(0, 16)}`
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
