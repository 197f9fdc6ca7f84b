import { lastSegments } from './segments.ts'
import { visibleName } from './visibleName.ts'

/** For one cell of a table: Go's import paths are long and their end says which. The whole name belongs into the title. */
export function shortName(name: string, longest: number = 28): string {
  const visible = visibleName(name, 160)
  return visible.length > longest ? lastSegments(visible, visible.includes('/') ? 3 : 2) : visible
}
