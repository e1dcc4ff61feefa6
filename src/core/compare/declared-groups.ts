import type { Project, Resource } from '../model/declared-project.ts'
import type { GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** A declared resource that is a group, found in the snapshot. */
export interface DeclaredGroup {
  readonly project: Project
  readonly resource: Resource
  readonly group: GroupHandle
}

/** Every declared group that was observed, in the order of projects and resources. O(resources). */
export function declaredGroups(projects: readonly Project[], snapshot: Snapshot): readonly DeclaredGroup[] {
  return projects.flatMap((project) =>
    project.resources.flatMap((resource) => {
      if (resource.kind !== 'group') return []
      const found = snapshot.findGroup(resource.at.source, resource.at.native)
      return found.found === 'one' ? [{ project, resource, group: found.thing }] : []
    }),
  )
}
