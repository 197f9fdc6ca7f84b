/**
 * tracemalloc knows files and lines, py-spy knows files, lines and functions. What py-spy has seen names the lines of
 * tracemalloc, so that a function is one row in every pane:
 *
 *   py-spy    payments/cache.py  put   lines 38 … 44         tracemalloc   payments/cache.py:41   →   payments.cache.put
 */
import { pythonModule } from '../frames/pythonNames.ts'
import type { Profile } from './profile.ts'

interface Range {
  readonly first: number
  readonly last: number
  readonly name: string
}

/** Lines at which functions of a module were seen. */
export type LineKnowledge = ReadonlyMap<string, readonly Range[]>

/** Learns from every frame with a file, a line and a function name; profiles that know no functions add nothing. */
export function learnPythonLines(profiles: Iterable<Profile>): LineKnowledge {
  const byModule = new Map<string, Map<string, Range>>()
  for (const { frames, strings } of profiles) {
    for (let frame = 0; frame < frames.length; frame++) {
      const first = frames.line[frame]!
      const name = strings[frames.name[frame]!]!
      const file = strings[frames.file[frame]!]!
      if (first === 0 || !file.includes('.py') || isLineName(name)) continue
      const module = pythonModule(file)
      let ranges = byModule.get(module)
      if (!ranges) byModule.set(module, (ranges = new Map<string, Range>()))
      const last = Math.max(first, frames.lineEnd?.[frame] ?? first)
      const known = ranges.get(name)
      ranges.set(name, {
        name,
        first: Math.min(first, known?.first ?? first),
        last: Math.max(last, known?.last ?? last),
      })
    }
  }
  return new Map(
    [...byModule].map(([module, ranges]) => [module, [...ranges.values()].sort((a, b) => a.first - b.first)]),
  )
}

/**
 * The function a line belongs to, when it lies between two lines at which that function was seen. Nested functions: the
 * narrowest. A module body surrounds everything, so it never answers for a line it was not seen at.
 */
export function functionAtLine(knowledge: LineKnowledge, file: string, line: number): string | undefined {
  let best: Range | undefined
  for (const range of knowledge.get(pythonModule(file)) ?? []) {
    if (range.first > line) break
    if (range.last < line) continue
    if (range.name.endsWith('<module>') && range.first !== line && range.last !== line) continue
    if (!best || range.last - range.first < best.last - best.first) best = range
  }
  return best?.name
}

/** For `TreePart.frameName`: frames that are only a line get the function's name where it is known, all others keep theirs. */
export function resolvePythonLines(profile: Profile, knowledge: LineKnowledge): (frame: number) => string {
  const { frames, strings } = profile
  return (frame) => {
    const name = strings[frames.name[frame]!]!
    if (!isLineName(name)) return name
    return functionAtLine(knowledge, strings[frames.file[frame]!]!, frames.line[frame]!) ?? name
  }
}

const isLineName = (name: string): boolean => /[^:]:\d+$/.test(name)
