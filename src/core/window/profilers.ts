/**
 * The profiler's own work, as data: what collecting itself allocates and holds is left out of live heap and allocation
 * rate, in the open. On an idle Go service it alone looked like a leak of 757 MB/h.
 */
import { describeFrame } from '../frames/hue.ts'
import type { Profile } from '../profile/profile.ts'

interface OwnWork {
  readonly id: string
  /** Against the frame's name. */
  readonly name?: RegExp
  /** Against the frame's file. */
  readonly file?: RegExp
}

const asyncProfilerNames =
  /^(LockTracer|Profiler|ObjectSampler|AllocTracer|WallClock|PerfEvents|CTimer|FlightRecorder|Recording)::/

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
  { id: 'async-profiler', name: asyncProfilerNames },
  { id: 'py-spy', name: /^py_spy::/ },
]

/** Agents wrap the work of the program in functions of their own: these begin no collecting. */
const wrappers =
  /\.(TagWrapper|Do|SetGoroutineLabels|WithLabels|wrap\w*|Wrap\w*|Middleware\w*|Handler\w*)(\.func\d+)*$|\.tag_wrapper$/

function claims(name: string, file: string, module: string): boolean {
  if (wrappers.test(name.slice(-200))) return false
  // Classes of a program may be called Recording or Profiler: those of the sampler are in its own library.
  if (asyncProfilerNames.test(name) && module !== '' && !/asyncProfiler/i.test(module)) return false
  return ownWork.some((row) => row.name?.test(name.slice(0, 400)) === true || row.file?.test(file.slice(-400)) === true)
}

/** For trees, which know names and modules only. */
export function isProfilerFrame(name: string, module: string): boolean {
  return claims(name, '', module)
}

/** Whether a frame below one of the profiler's says that the profiler only wraps the program's own work. */
export function isProgramsOwn(name: string, file: string = '', module: string = ''): boolean {
  return describeFrame(name, file, module).own
}

/**
 * Per row of `profile.stacks`: 1 when the profiler is at work there: from where its collecting begins to the leaf. Where the program's own
 * functions stand below it, it only wrapped them. Undefined when it is nowhere.
 */
export function profilerStacks(profile: Profile): Uint8Array | undefined {
  const { frames, stacks, strings } = profile
  const text = (index: number | undefined): string => strings[index ?? 0] ?? ''
  const claimed = new Uint8Array(frames.length)
  for (let frame = 0; frame < frames.length; frame++)
    claimed[frame] = claims(text(frames.name[frame]), text(frames.file[frame]), text(frames.module[frame])) ? 1 : 0
  if (!claimed.includes(1)) return undefined
  const own: (boolean | undefined)[] = []
  const isOwn = (frame: number): boolean =>
    (own[frame] ??= isProgramsOwn(text(frames.name[frame]), text(frames.file[frame]), text(frames.module[frame])))
  const found = new Uint8Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    const frame = stacks.frame[row] ?? 0
    found[row] = claimed[frame] === 1 || (prefix >= 0 && found[prefix] === 1 && !isOwn(frame)) ? 1 : 0
  }
  return found
}
