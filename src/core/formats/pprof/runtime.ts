import { languageOfFrame } from '../../profile/hue.ts'
import type { Profile, Runtime } from '../../profile/profile.ts'

const runtimeOf = {
  go: 'go',
  jvm: 'jvm',
  python: 'cpython',
  node: 'v8',
  dotnet: 'dotnet',
  rust: 'native',
  native: 'native',
} as const

/**
 * The language most frames are written in. Native frames count only when there is nothing else: every runtime has some.
 * Looks at the first frames only; a program does not change its language half-way down the table.
 */
export function findRuntime(profile: Profile): Runtime | undefined {
  const { frames, strings } = profile
  const votes = new Map<Runtime, number>()
  for (let frame = 0; frame < Math.min(frames.length, 2000); frame++) {
    const name = strings[frames.name[frame]!]!
    const language = languageOfFrame(name, strings[frames.file[frame]!]!)
    if (!language) continue
    const runtime = runtimeOf[language]
    votes.set(runtime, (votes.get(runtime) ?? 0) + (runtime === 'native' ? 0.01 : 1))
  }
  const [most] = [...votes].sort((a, b) => b[1] - a[1])
  // An empty lock profile has no frames, but nobody else counts contentions.
  return most?.[0] ?? (profile.meta.periodType?.type === 'contentions' ? 'go' : undefined)
}
