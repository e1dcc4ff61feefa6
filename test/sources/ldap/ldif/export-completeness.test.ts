import { expect, test } from 'vitest'
import { ExportWatch } from '../../../../src/sources/ldap/ldif/export-completeness.ts'
import { ldifItems } from '../../../../src/sources/ldap/ldif/ldif-reader.ts'

const TWO = 'dn: cn=a\ncn: a\n\ndn: cn=b\ncn: b\n\n'

test.each([
  ['an empty last cookie', `${TWO}# pagedresults: cookie=6wM=\n${TWO}# pagedresults: cookie=\n`, 'complete', null],
  [
    'a last cookie that is not empty',
    `${TWO}# pagedresults: cookie=\n${TWO}# pagedresults: cookie=6wM=\n`,
    'partial',
    'the export ends before the last page',
  ],
  [
    'a result other than 0',
    `${TWO}result: 4 Size limit exceeded\n\n# numEntries: 2\n`,
    'partial',
    'the search ended with result 4 Size limit exceeded',
  ],
  [
    'a failed search among good ones',
    `${TWO}result: 4 Size limit exceeded\n\n${TWO}result: 0 Success\n\n# numEntries: 4\n`,
    'partial',
    'the search ended with result 4 Size limit exceeded',
  ],
  [
    'an empty cookie and a bad result',
    `${TWO}# pagedresults: cookie=\n# result: 51 busy\n`,
    'partial',
    'the search ended with result 51 busy',
  ],
  ['result 0 and as many entries as it says', `${TWO}result: 0 Success\n\n# numEntries: 2\n`, 'complete', null],
  [
    'result 0 and fewer entries than it says',
    `${TWO}result: 0 Success\n\n# numEntries: 3\n`,
    'partial',
    'the search says 3 entries, the file holds 2',
  ],
  ['result 0 alone', `${TWO}result: 0 Success\n`, 'partial', 'no proof of completeness'],
  ['nothing', TWO, 'partial', 'no proof of completeness'],
  ['an empty file', '', 'partial', 'no proof of completeness'],
])('%s', async (_, text, state, reason) => {
  const watch = new ExportWatch()
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text)
  }
  for await (const items of ldifItems(bytes())) for (const item of items) watch.see(item)
  const judged = watch.judgement()
  expect(judged.state).toBe(state)
  expect(judged.state === 'partial' ? judged.reason : null).toBe(reason)
})
