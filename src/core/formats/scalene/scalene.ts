/**
 * scalene's JSON: per function its shares of the time (in Python, in C, and neither) and the megabytes it allocated, without stacks.
 * What it calls system time is what passed while no CPU was used (`n_cpu_percent * (1 - mean_cpu_util)`, scalene_json.py): the kernel,
 * and every sleep and wait. It is no CPU. Memory is sampled where the balance of malloc and free moved by ten megabytes: what is freed
 * soon after is never seen, so its sum is the least that was allocated.
 *
 *   {"elapsed_time_sec": 4.2, "start_time_absolute": 1.79e9, "program": …, "args": …,
 *    "files": {"/srv/app.py": {"functions": [{"line": "serve", "lineno": 9, "n_cpu_percent_python": 61, "n_cpu_percent_c": 12,
 *                                            "n_sys_percent": 3, "n_malloc_mb": 120.5, …}], "lines": […]}}}
 *
 * Lines hold source code, and `args` the command line: neither is looked at.
 */
import type { SignalBound } from '../../base/bounds.ts'
import { err, ok } from '../../base/result.ts'
import { bytesPerMb } from '../../base/units.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta } from '../../profile/profile.ts'
import { asArray, asNumber, asRecord, asText, type JsonRecord, readJson } from '../json.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

const bytesPerMegabyte = 1024 ** 2

/** Percent of the time in Python, in native code and in neither (waiting, or the kernel); megabytes allocated. */
type Figures = [python: number, native: number, system: number, megabytes: number]

const figuresOf = (record: JsonRecord): Figures => {
  const figure = (key: string): number => Math.max(0, asNumber(record[key]) ?? 0)
  return [figure('n_cpu_percent_python'), figure('n_cpu_percent_c'), figure('n_sys_percent'), figure('n_malloc_mb')]
}

export const readScalene: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const root = asRecord(json.value) ?? {}
  const cpu = new ProfileBuilder([{ type: 'percent', unit: 'count' }])
  const wall = new ProfileBuilder([{ type: 'percent', unit: 'count' }])
  const heap = new ProfileBuilder([{ type: 'alloc_space', unit: 'bytes' }])
  let allocatedBytes = 0
  const seen = { python: 0, native: 0, system: 0 }
  const add = (name: string, file: string, line: number, [python, native, system, megabytes]: Figures): void => {
    seen.python += python
    seen.native += native
    seen.system += system
    if (python + native > 0) cpu.addToSample(cpu.stack(-1, pythonFrame(cpu, name, file, line)), python + native)
    const percent = python + native + system
    if (percent > 0) wall.addToSample(wall.stack(-1, pythonFrame(wall, name, file, line)), percent)
    const allocated = megabytes * bytesPerMegabyte
    allocatedBytes += allocated
    if (allocated > 0) heap.addToSample(heap.stack(-1, pythonFrame(heap, name, file, line)), allocated)
  }
  for (const [file, value] of Object.entries(asRecord(root['files']) ?? {})) {
    const record = asRecord(value)
    const inFunctions: Figures = [0, 0, 0, 0]
    for (const one of asArray(record?.['functions'])) {
      const row = asRecord(one)
      const name = asText(row?.['line']) ?? ''
      if (row === undefined || name === '') continue
      const own = figuresOf(row)
      own.forEach((figure, i) => (inFunctions[i] = (inFunctions[i] ?? 0) + figure))
      add(name, file, asNumber(row['lineno']) ?? 0, own)
    }
    // What its lines have beyond its functions is code of the module itself.
    const inLines: Figures = [0, 0, 0, 0]
    for (const one of asArray(record?.['lines']))
      figuresOf(asRecord(one) ?? {}).forEach((figure, i) => (inLines[i] = (inLines[i] ?? 0) + figure))
    const rest = inLines.map((figure, i) => figure - (inFunctions[i] ?? 0))
    const [python = 0, native = 0, system = 0, megabytes = 0] = rest.map((figure, i) =>
      figure > (i === 3 ? 0.5 : 0.05) ? figure : 0,
    )
    if (python + native + system + megabytes > 0) add('<module>', file, 1, [python, native, system, megabytes])
  }
  if (wall.sampleCount + heap.sampleCount === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is of scalene, without a function that used CPU or memory',
      todo: 'Record again for longer, or with `py-spy record -f speedscope`, which has stacks',
    })
  }
  const seconds = asNumber(root['elapsed_time_sec']) ?? 0
  const startMs = (asNumber(root['start_time_absolute']) ?? 0) * 1000
  const times = seconds > 0 && startMs > 0
  const meta: Omit<ProfileMeta, 'notes'> = {
    format: 'scalene',
    emitter: 'scalene',
    runtime: 'cpython',
    traits: ['no-stacks'],
  }
  const timed = {
    ...meta,
    ...(seconds > 0 ? { durationMs: seconds * 1000 } : {}),
    ...(times ? { startMs } : {}),
  }
  const window = times ? { window: { fromMs: startMs, untilMs: startMs + seconds * 1000 } } : {}
  const whole = seen.python + seen.native + seen.system
  const of = (part: number): string => `${Math.round((100 * part) / Math.max(whole, 1e-9))} %`
  cpu.note('scalene keeps shares of CPU by function: a ranking, without seconds and without the paths that led there')
  if (whole > 0)
    wall.note(
      `of the time seen ${of(seen.python)} was in Python, ${of(seen.native)} in native code, ${of(seen.system)} in the kernel or waiting, which scalene does not tell apart`,
    )
  heap.note(
    'scalene samples what the memory grows by: what was freed soon is not in it, so it is less than was allocated',
  )
  const parts: ParsedPart[] = []
  if (cpu.sampleCount > 0) parts.push({ kind: 'cpu', covers: 'interval', ...window, profile: cpu.finish(timed) })
  if (wall.sampleCount > 0) parts.push({ kind: 'wall', covers: 'interval', ...window, profile: wall.finish(timed) })
  // Of the whole run and without a length: it ranks, and its sum over the time is a bound.
  if (heap.sampleCount > 0) parts.push({ kind: 'heap', covers: 'cumulative', profile: heap.finish(meta) })
  const least: SignalBound = {
    signal: 'alloc_rate_mb_s',
    low: allocatedBytes / bytesPerMb / seconds,
    ...window,
    basis: { id: 'counted-allocations', bytes: allocatedBytes, seconds },
  }
  return ok({ format: 'scalene', parts, facts: seconds > 0 && allocatedBytes > 0 ? { bounds: [least] } : {} })
}
