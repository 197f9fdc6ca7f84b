/**
 * Tachyon's `--jsonl`: tables and one total a frame, without stacks.
 *
 *   {"type":"meta","v":0,"sample_interval_usec":2000,"mode":"wall"}
 *   {"type":"string_table","strings":[{"str_id":0,"value":"sleeper"}]}
 *   {"type":"frame_table","frames":[{"frame_id":0,"path_str_id":1,"func_str_id":0,"line":22}]}
 *   {"type":"agg","kind":"frame","samples_total":12000,"entries":[{"frame_id":0,"self":1500,"cumulative":1500}]}
 */
import { IdMap } from '../../base/idMap.ts'
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asArray, asNumber, asRecord, asText, maxJsonBytes } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

const kinds: Readonly<Record<string, { readonly kind: 'wall' | 'cpu'; readonly note: string }>> = {
  wall: { kind: 'wall', note: 'wall-clock mode: every thread at every tick, waiting or not' },
  all: { kind: 'wall', note: 'every thread at every tick, whatever it did' },
  cpu: { kind: 'cpu', note: 'CPU mode: threads that were on a CPU at the tick, or ready for one' },
  gil: { kind: 'cpu', note: 'GIL mode: who held the GIL at each tick; what runs without it is not in it' },
}

export const readTachyonJsonl: FormatReader = (bytes, options) => {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const strings = new IdMap<number, string>()
  const frames = new IdMap<number, number>()
  let mode = ''
  let ended = false
  let entries = 0
  let misplaced = 0
  let odd = 0
  const frameOf = (row: Record<string, unknown>): void => {
    const id = asNumber(row['frame_id'])
    const name = strings.get(asNumber(row['func_str_id']) ?? -1)
    const file = strings.get(asNumber(row['path_str_id']) ?? -1) ?? ''
    if (id === undefined || name === undefined || frames.has(id)) return
    const line = Math.max(0, asNumber(row['line']) ?? 0)
    frames.set(id, file === '' || file === '~' ? builder.frame(name) : pythonFrame(builder, name, file, line))
  }
  const add = (row: Record<string, unknown>): void => {
    const frame = frames.get(asNumber(row['frame_id']) ?? -1)
    const self = asNumber(row['self']) ?? 0
    entries += 1
    if (frame === undefined) misplaced += 1
    if (frame === undefined || self < 0) odd += 1
    else if (self > 0) builder.addToSample(builder.stack(-1, frame), self)
  }
  forEachLine(bytes, (line) => {
    if (line.length > maxJsonBytes || line === '') return
    const record = asRecord(parsed(line))
    const type = asText(record?.['type'])
    if (record === undefined) odd += 1
    else if (type === 'meta') mode = asText(record['mode']) ?? ''
    else if (type === 'string_table') {
      for (const one of asArray(record['strings'])) {
        const row = asRecord(one)
        strings.set(asNumber(row?.['str_id']) ?? -1, asText(row?.['value']) ?? '')
      }
    } else if (type === 'frame_table') for (const one of asArray(record['frames'])) frameOf(asRecord(one) ?? {})
    else if (type === 'agg') for (const one of asArray(record['entries'])) add(asRecord(one) ?? {})
    else if (type === 'end') ended = true
  })
  const meaning = kinds[mode]
  if (builder.sampleCount === 0 || mode === 'exception') {
    return err({
      code: builder.sampleCount === 0 ? 'empty' : 'unsupported',
      where: options.fileName,
      what:
        builder.sampleCount === 0
          ? 'it is of Python’s sampler, and no function in it has a sample'
          : 'it was recorded with `--mode exception`: only threads that handle one are in it, which is neither CPU nor waiting',
      todo: 'record it with stacks: python -m profiling.sampling attach -a --gecko PID',
    })
  }
  builder.note('functions without their callers: `--gecko` has stacks, and who waited for the GIL')
  if (meaning) builder.note(meaning.note)
  if (!ended) builder.note('incomplete: it ends before its last line')
  builder.misplaced(misplaced, entries)
  if (odd > 0) builder.note(`${odd} lines or entries are not what this format has and were left out`)
  const profile = builder.finish({
    format: 'tachyon-jsonl',
    emitter: 'tachyon',
    runtime: 'cpython',
    traits: [
      'no-stacks',
      ...(mode === 'gil' ? (['gil-holders'] as const) : []),
      ...(mode === 'cpu' ? (['ready-counts'] as const) : []),
    ],
  })
  const part: ParsedPart = { ...(meaning === undefined ? {} : { kind: meaning.kind }), covers: 'interval', profile }
  return ok({ format: 'tachyon-jsonl', parts: [part], facts: {} })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
