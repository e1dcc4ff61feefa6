/**
 * Section names, and the keys one step below `projects:`, of a text that is no YAML: told by indentation alone.
 *
 * A bracket that is never closed swallows all that follows; what it swallows must stay visible. May name too much, never too little
 * where maps are written as blocks. O(text).
 */
export function namesByIndent(text: string): { readonly sections: readonly string[]; readonly projects: readonly string[] } {
  const sections = [...text.matchAll(/^([A-Za-z_]+)[ \t]*:(?=\s|$)/gmu)].flatMap(([, name]) => name ?? [])
  const projects: string[] = []
  let inside = false
  let step: number | null = null
  for (const line of text.split('\n')) {
    if (/^[^\s#]/u.test(line)) {
      inside = /^projects[ \t]*:/u.test(line)
      step = null
    }
    const key = inside ? /^( +)([^\s:#'"[\]{},&*!|>%@`-][^\s:]*)[ \t]*:(?=\s|$)/u.exec(line) : null
    if (key === null) continue
    step ??= key[1]?.length ?? 0
    if (key[1]?.length === step && key[2] !== undefined) projects.push(key[2])
  }
  return { sections: [...new Set(sections)], projects: [...new Set(projects)] }
}
