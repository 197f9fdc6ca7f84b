/**
 * The profiler's own work, as data: what collecting itself allocates and holds is left out of live heap and allocation
 * rate, in the open. On an idle Go service it alone looked like a leak of 757 MB/h.
 */
import type { Profile } from '../profile/profile.ts'

interface OwnWork {
  readonly id: string
  /** Against the frame's name. */
  readonly name?: RegExp
  /** Against the frame's file. */
  readonly file?: RegExp
}

/**
 * `runtime/pprof.Do` and the label functions wrap the program's own work and are no profiler frames. compress/flate is
 * only the profiler's when it stands below one of these, which any stack through them says.
 */
const ownWork: readonly OwnWork[] = [
  { id: 'go-http', name: /^net\/http\/pprof\./ },
  {
    id: 'go-pprof',
    name: /^runtime\/pprof\.(\(\*(Profile|profileBuilder|profMap|protobuf|gzipWriter)\)\.|write|profileWriter|newProfileBuilder|count(Heap|Goroutine)|scaleHeapSample|St(art|op)CPUProfile|WriteHeapProfile|printCountProfile|parseProcSelfMaps|allFrames|runtime_|pprof_|collect|elf)/,
  },
  {
    id: 'go-agents',
    name: /^github\.com\/(grafana\/pyroscope-go(?!\/x\/)|pyroscope-io\/(client|godeltaprof)|felixge\/fgprof)[./]|^gopkg\.in\/DataDog\/dd-trace-go\.v1\/profiler\.|^github\.com\/DataDog\/dd-trace-go\/v2\/profiler\./,
  },
  { id: 'tracemalloc', file: /(^|\/)tracemalloc\.py$/ },
  {
    id: 'python-agents',
    file: /\/(ddtrace\/(internal\/datadog\/)?profiling|memray(?!\/commands\/)|pyroscope)\/[^:]*\.pyx?$/,
  },
  {
    id: 'async-profiler',
    name: /^(LockTracer|Profiler|ObjectSampler|AllocTracer|WallClock|PerfEvents|CTimer|FlightRecorder|Recording)::/,
  },
  { id: 'py-spy', name: /^py_spy::/ },
]

/** Index of the first row that claims the frame, −1 for the program's own. Per frame of the profile. */
function claimedFrames(profile: Profile): Int8Array {
  const { frames, strings } = profile
  const claimed = new Int8Array(frames.length)
  for (let frame = 0; frame < frames.length; frame++) {
    const name = strings[frames.name[frame] ?? 0] ?? ''
    const file = strings[frames.file[frame] ?? 0] ?? ''
    claimed[frame] = ownWork.some(
      (row) => row.name?.test(name.slice(0, 400)) === true || row.file?.test(file.slice(-400)) === true,
    )
      ? 1
      : 0
  }
  return claimed
}

/** For trees, which know names only. */
export function profilerFrameName(name: string): boolean {
  return ownWork.some((row) => row.name?.test(name.slice(0, 400)) === true)
}

/** Per row of `profile.stacks`: 1 when the profiler itself is on the stack. Undefined when it is nowhere. */
export function profilerStacks(profile: Profile): Uint8Array | undefined {
  const claimed = claimedFrames(profile)
  if (!claimed.includes(1)) return undefined
  const { stacks } = profile
  const found = new Uint8Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    found[row] = claimed[stacks.frame[row] ?? 0] === 1 || (prefix >= 0 && found[prefix] === 1) ? 1 : 0
  }
  return found
}
