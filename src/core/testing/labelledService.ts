/** Windows of a service whose samples carry a label, for tests: drawn as paths with counts per request type. */
import { analyse, storyOf } from '../analysis/analyse.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import { atSecond } from './captures.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { WindowToCompare } from '../diff/windowToCompare.ts'

const periodNs = 1e7

/** Request type → path → samples. The type '' is for samples without a label. */
export type RequestSamples = Readonly<Record<string, Readonly<Record<string, number>>>>

export function labelledCapture(
  requests: RequestSamples,
  { from, until, label = 'endpoint' }: { readonly from: number; readonly until: number; readonly label?: string },
): Capture {
  const builder = new ProfileBuilder([
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'nanoseconds' },
  ])
  for (const [type, paths] of Object.entries(requests)) {
    for (const [path, count] of Object.entries(paths)) {
      const stack = builder.stackFromRoot(path.split(';').map((name) => builder.frame(name, '', 0)))
      const labelSet = type === '' ? undefined : builder.labelSet([{ key: label, value: type }])
      const row = builder.sample(stack, count, labelSet === undefined ? {} : { labelSet })
      builder.setValue(row, 1, count * periodNs)
    }
  }
  const name = `cpu ${from}`
  return {
    hash: name,
    file: name,
    profile: builder.finish({ format: 'pprof', period: periodNs, runtime: 'go' }),
    kind: 'cpu',
    covers: 'interval',
    hints: {},
    window: { fromMs: atSecond(from), untilMs: atSecond(until) },
  }
}

/** Blocks of equal length, one capture each, from `from` seconds on. */
export interface DrawnWindow {
  readonly from: number
  readonly blockSeconds: number
  readonly blocks: readonly RequestSamples[]
  readonly label?: string
}

export interface Drawn {
  readonly whole: WindowProfiles
  readonly blocks: readonly WindowProfiles[]
  readonly input: GatherInput
}

export function drawnWindow({ from, blockSeconds, blocks, label }: DrawnWindow): Drawn {
  const captures = blocks.map((requests, block) =>
    labelledCapture(requests, {
      from: from + block * blockSeconds,
      until: from + (block + 1) * blockSeconds,
      ...(label === undefined ? {} : { label }),
    }),
  )
  const inputOf = (part: readonly Capture[], first: number, last: number): GatherInput => ({
    captures: part,
    facts: [],
    window: { fromMs: atSecond(from + first * blockSeconds), untilMs: atSecond(from + last * blockSeconds) },
    settings: { cores: 4, threads: 8 },
  })
  const input = inputOf(captures, 0, blocks.length)
  // Gathered when it is looked at: most tests compare a hundred of these and look at one of the two.
  let whole: WindowProfiles | undefined
  let parts: readonly WindowProfiles[] | undefined
  return {
    input,
    get whole() {
      return (whole ??= gatherWindow(input))
    },
    get blocks() {
      return (parts ??= captures.map((capture, block) => gatherWindow(inputOf([capture], block, block + 1))))
    },
  }
}

/** As the analyst hands it over; without blocks the yardstick is assumed. */
export function windowToCompare(drawn: Drawn, withBlocks: boolean = true): WindowToCompare {
  const analysed = analyse(drawn.input)
  return {
    profiles: analysed.profiles,
    story: storyOf(analysed, 'Asia/Kolkata'),
    blocks: withBlocks ? drawn.blocks : [],
  }
}
