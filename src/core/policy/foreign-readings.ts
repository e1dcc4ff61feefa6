import { placeAt } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import type { PolicyText } from './policy-text.ts'
import type { YamlNode } from './yaml-tree.ts'

// YAML 1.1 takes these for true or false, for numbers with `_`, and for numbers to the base 60.
const READ_OTHERWISE = /^(?:y|n|yes|no|on|off|[-+]?\d+(?:_\d*)+|[-+]?[1-9]\d*(?::[0-5]?\d)+)$/iu

/** P018 for a text without quotes that many other YAML tools would read as something else. A value already refused is left alone. */
export function warnOfForeignReadings(file: PolicyText, ledger: Ledger): void {
  if (file.root === null) return
  const seen = new Set<YamlNode>()
  const open: YamlNode[] = [file.root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (node.kind === 'map') for (const { value } of node.entries.values()) open.push(value)
    else if (node.kind === 'list') for (const item of node.items) open.push(item)
    else if (node.isPlain && typeof node.value === 'string' && READ_OTHERWISE.test(node.value)) {
      const place = placeAt(file, node.offset)
      if (ledger.hasErrorAt(place)) continue
      const message = `other YAML tools read \`${node.value}\` as something else`
      ledger.add('whole', { ...place, code: 'P018', level: 'warning', message, help: `write \`"${node.value}"\`` })
    }
  }
}
