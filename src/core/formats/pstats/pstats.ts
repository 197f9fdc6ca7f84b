/**
 * pstats, as cProfile, yappi and pyinstrument write it: a marshalled dict of what each function took, and by whom it was called.
 *
 *   (file, line, name) → (calls without recursion, calls, own time, time with callees, { caller → (calls, calls, own time, …) })
 *   ("~", 0, "<built-in method time.sleep>")              written in C
 *
 * There are no stacks: it is a ranking of functions by their own time, those written in C below whoever called them, which is where a
 * sampler would have seen them.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { type Marshalled, MarshalReader, NotMarshalled } from './marshal.ts'

const sampled =
  'Record with stacks instead: `py-spy record -f speedscope -o cpu.json --pid PID`, or `python -m profiling.sampling attach -a --gecko PID` (3.15)'

export const readPstats: FormatReader = (bytes, options) => {
  const functions = functionsIn(bytes)
  if (functions === undefined)
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it begins as a pstats file of Python and cannot be read to its end',
      todo: sampled,
    })
  const builder = new ProfileBuilder([{ type: 'time', unit: 'nanoseconds' }])
  // Not as machine code, which would say that waits for locks were seen: of `with lock:` nothing is.
  const frameOf = (one: Place): number =>
    one.file === '~' ? builder.frame(builtInName(one.name)) : pythonFrame(builder, one.name, one.file, one.line)
  for (const { place, seconds, callers } of functions) {
    const own = frameOf(place)
    let left = seconds
    if (place.file === '~')
      for (const caller of callers) {
        builder.addToSample(builder.stack(builder.stack(-1, frameOf(caller.place)), own), caller.seconds * 1e9)
        left -= caller.seconds
      }
    // What rounding leaves is no time.
    if (left > 1e-9 * seconds) builder.addToSample(builder.stack(-1, own), left * 1e9)
  }
  if (builder.sampleCount === 0)
    return err({ code: 'empty', where: options.fileName, what: 'no function in it took any time', todo: sampled })
  builder.note('pstats keeps what each function took itself, not the paths that led there: a ranking of functions')
  builder.note('by the clock on the wall, waiting or not, unless the profiler was given another')
  const profile = builder.finish({ format: 'pstats', runtime: 'cpython', traits: ['no-stacks', 'some-threads'] })
  return ok({ format: 'pstats', parts: [{ kind: 'wall', covers: 'interval', profile }], facts: {} })
}

interface Place {
  readonly file: string
  readonly line: number
  readonly name: string
}

interface Timed {
  readonly place: Place
  readonly seconds: number
}

function functionsIn(bytes: Uint8Array): readonly (Timed & { readonly callers: readonly Timed[] })[] | undefined {
  let whole: Marshalled | undefined
  try {
    whole = new MarshalReader(bytes).value()
  } catch (thrown) {
    if (thrown instanceof NotMarshalled) return undefined
    throw thrown
  }
  if (!(whole instanceof Map)) return undefined
  return [...(whole as ReadonlyMap<Marshalled, Marshalled>)].flatMap(([key, value]) => {
    const own = timedOf(key, value)
    const callers = Array.isArray(value) ? (value as readonly Marshalled[])[4] : undefined
    if (own === undefined) return []
    const timed =
      callers instanceof Map
        ? [...(callers as ReadonlyMap<Marshalled, Marshalled>)].flatMap(([by, of]) => timedOf(by, of) ?? [])
        : []
    return [{ ...own, callers: timed }]
  })
}

/** Old files count calls by a caller and know no time of them. */
function timedOf(key: Marshalled, value: Marshalled): Timed | undefined {
  if (!Array.isArray(key) || !Array.isArray(value)) return undefined
  const [file, line, name] = key as readonly Marshalled[]
  const seconds = (value as readonly Marshalled[])[2]
  if (typeof file !== 'string' || typeof name !== 'string' || typeof seconds !== 'number' || !(seconds >= 0))
    return undefined
  return { place: { file, line: typeof line === 'number' ? line : 0, name }, seconds }
}

/** `<built-in method time.sleep>` → `time.sleep`, `<method 'acquire' of '_thread.lock' objects>` → `_thread.lock.acquire`. */
function builtInName(name: string): string {
  const method = /^<method '(.+)' of '(.+)' objects>$/.exec(name)
  if (method) return `${method[2]}.${method[1]}`
  return /^<built-in method (.+)>$/.exec(name)?.[1] ?? name
}
