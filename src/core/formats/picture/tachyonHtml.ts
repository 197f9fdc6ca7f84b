/**
 * The flame graph page of Python's own sampler (profiling.sampling, Tachyon, from 3.15):
 *
 *   const EMBEDDED_DATA = {"name": 3, "value": 950, "filename": 0, "lineno": 7, "funcname": 1, "threads": [1], "children": […],
 *     "stats": {"sample_interval_usec": 100, "duration_sec": 10.0, "sample_rate": 9500, "mode": 1}, "strings": ["app.py", "work", …]};
 *
 * Names are indexes into `strings`, among which are lines of source, which stay there. Below 0.1 % nothing is in it.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asArray, asIndex, asNumber, asRecord, asText, maxJsonBytes } from '../json.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { embeddedJson, parsedJson } from './embedded.ts'
import { pySpyBounds } from './pySpyBounds.ts'
import { addTree } from './treeJson.ts'

/** profiling.sampling.constants: what a thread must do to be counted. */
const modes: readonly (Pick<ParsedPart, 'kind'> & { readonly counts?: 'runnable' | 'gil'; readonly note: string })[] = [
  { kind: 'wall', note: 'wall-clock mode: every thread at every tick, waiting or not' },
  { kind: 'cpu', counts: 'runnable', note: 'CPU mode: threads that were on a CPU at the tick' },
  { kind: 'cpu', counts: 'gil', note: 'GIL mode: who held the GIL at each tick, no sure bound of CPU' },
  { kind: 'wall', note: 'every thread at every tick, whatever it did' },
]

export const readTachyonHtml: FormatReader = (bytes, options) => {
  const text = bytes.length > maxJsonBytes ? '' : new TextDecoder().decode(bytes)
  const root = asRecord(parsedJson(embeddedJson(text, 'const EMBEDDED_DATA = ')))
  const strings = asArray(root?.['strings'])
  if (root === undefined || strings.length === 0 || (asNumber(root['value']) ?? 0) <= 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it is a page of Python’s sampling profiler whose samples cannot be read',
      todo: 'write it again: python -m profiling.sampling attach --flamegraph PID',
    })
  }
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const textOf = (value: unknown): string => {
    const index = asIndex(value, strings.length)
    return index === undefined ? '' : (asText(strings[index]) ?? '')
  }
  addTree(builder, root, (node) => {
    const name = textOf(node['funcname'])
    if (name === '') return undefined
    const file = textOf(node['filename'])
    return pythonFrame(builder, name, file === '~' ? '' : file, asNumber(node['lineno']) ?? 0)
  })
  const stats = asRecord(root['stats'])
  const mode = modes[asIndex(stats?.['mode'], modes.length) ?? -1]
  builder.note('functions below 0.1 % are not in it: what they counted stays with their callers')
  if (mode) builder.note(mode.note)
  const seconds = asNumber(stats?.['duration_sec'])
  const hz = asNumber(stats?.['sample_rate'])
  const ticks = seconds === undefined || hz === undefined ? 0 : Math.round(seconds * hz)
  const threads = asArray(root['threads']).length
  const profile = builder.finish({
    format: 'tachyon-html',
    emitter: 'tachyon',
    runtime: 'cpython',
    ...(seconds === undefined ? {} : { durationMs: seconds * 1000 }),
    ...(mode?.kind === 'wall' && ticks > 0 ? { ticks, threadCount: threads } : {}),
  })
  const facts =
    mode?.counts === undefined || seconds === undefined || hz === undefined
      ? {}
      : pySpyBounds({ seconds, hz, mode: mode.counts, native: false }, asNumber(root['value']) ?? 0)
  return ok({
    format: 'tachyon-html',
    parts: [{ ...(mode?.kind === undefined ? {} : { kind: mode.kind }), covers: 'interval', profile }],
    facts,
  })
}
