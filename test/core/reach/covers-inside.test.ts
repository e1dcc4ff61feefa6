import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coversInside } from '../../../src/core/reach/iam/covers-inside.ts'
import { fits, wildcards } from '../../../src/core/reach/iam/wildcard.ts'

const covered = (pattern: string, arn: string) => coversInside(pattern, arn, wildcards)

test.each([
  ['*', 'all'],
  ['arn:aws:s3:::*', 'all'],
  ['arn:aws:s3:::lab*', 'all'],
  ['arn:aws:s3:::lab/*', 'all'],
  ['arn:aws:s3:::lab/raw/*', 'part'],
  ['arn:aws:s3:::lab/*.csv', 'part'],
  ['arn:aws:s3:::lab', 'none'],
  ['arn:aws:s3:::lab/', 'none'],
  ['arn:aws:s3:::labs/*', 'none'],
  ['arn:aws:s3', 'all'],
  ['arn:aws:*:::lab/*', 'none'],
  ['arn:aws:s3:eu-west-2::lab/*', 'none'],
] as const)('%s covers %s of what is in the bucket', (pattern, expected) => {
  expect(covered(pattern, 'arn:aws:s3:::lab/')).toBe(expected)
})

/** All names inside, up to four characters of three. */
const NAMES = ['a', 'b', '/'].flatMap((one, _, letters) => {
  const longer = (names: readonly string[]): readonly string[] => names.flatMap((name) => letters.map((letter) => name + letter))
  const [two, three] = [longer([one]), longer(longer([one]))]
  return [one, ...two, ...three, ...longer(three)]
})

test('agrees with trying every short name', () => {
  let compared = 0
  const piece = fc.constantFrom('a', 'b', '/', '*', '?')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }), (pattern, bucket) => {
      const written = pattern.join('')
      const within = `${bucket.join('')}/`
      const said = covered(`arn:aws:s3:::${written}`, `arn:aws:s3:::${within}`)
      const hits = NAMES.filter((name) => fits(wildcards(written), within + name)).length
      compared++
      if (said === 'all') return hits === NAMES.length
      // A part that only a longer name would show is a part all the same.
      return said === 'none' ? hits === 0 : true
    }),
    { numRuns: 5_000 },
  )
  console.log(`patterns compared with every short name: ${compared}`)
})
