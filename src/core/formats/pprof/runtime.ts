import type { Runtime } from '../../base/vocabulary.ts'
import { languageOfFrame, type Language } from '../../frames/hue.ts'
import type { Profile } from '../../profile/profile.ts'

const runtimeOf: Readonly<Record<Language, Runtime | undefined>> = {
  go: 'go',
  jvm: 'jvm',
  python: 'cpython',
  node: 'v8',
  dotnet: 'dotnet',
  rust: 'native',
  native: 'native',
  other: undefined,
}

/** Below this part of all frames a language is a few odd names, not what the program is written in. */
const leastShare = 0.1

/**
 * The language most frames are written in. Native frames count only when there is nothing else: every runtime has some.
 * Looks at the first frames only; a program does not change its language half-way down the table.
 */
export function findRuntime(profile: Profile): Runtime | undefined {
  const { frames, strings } = profile
  const looked = Math.min(frames.length, 2000)
  const votes = new Map<Language, number>()
  for (let frame = 0; frame < looked; frame++) {
    const language = languageOfFrame(strings[frames.name[frame]!]!, strings[frames.file[frame]!]!)
    if (language) votes.set(language, (votes.get(language) ?? 0) + 1)
  }
  // An empty lock profile has no frames, but nobody else counts contentions.
  if (looked === 0) return profile.meta.periodType?.type === 'contentions' ? 'go' : undefined
  const [managed] = [...votes].filter(([language]) => runtimeOf[language] !== 'native').sort((a, b) => b[1] - a[1])
  if (managed && managed[1] >= looked * leastShare) return runtimeOf[managed[0]]
  return votes.has('native') || votes.has('rust') ? 'native' : undefined
}
