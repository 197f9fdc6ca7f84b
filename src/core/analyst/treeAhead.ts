/** The tree that is asked for first of most large files, built where they are read. */
import type { ParsedFile } from '../formats/parsedFile.ts'
import { timeColumn } from '../window/columns.ts'
import { type BuiltAhead, buildAhead } from '../window/onceBuilt.ts'

/** Of one profile of CPU that a window takes whole: not cut by times, and not by what V8 calls idle. */
export function treeAhead({ parts: [part, ...others] }: ParsedFile): BuiltAhead | undefined {
  if (part?.kind !== 'cpu' || others.length > 0) return undefined
  const { samples, meta } = part.profile
  if (samples.timeMs !== undefined || meta.runtime === 'v8') return undefined
  const chosen = timeColumn(part.profile)
  return chosen && buildAhead(part.profile, { column: chosen.column, scale: chosen.scale, unit: chosen.unit })
}
