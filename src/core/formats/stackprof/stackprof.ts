/**
 * stackprof of Ruby, as JSON (`stackprof --json`):
 *
 *   {"version": 1.2, "mode": "wall", "interval": 1000, "samples": 41, "gc_samples": 2, "missed_samples": 0,
 *    "frames": {"94": {"name": "Cart#add", "file": "/srv/cart.rb", "line": 9, "samples": 12, "total_samples": 41}},
 *    "raw": [3, 91, 92, 94, 12, …], "raw_timestamp_deltas": [1000, …]}
 *
 * `raw`: depth, frames from the root, how often. Without it (`raw: false`) there are functions and no stacks.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'

const maxDepth = 100_000

interface Mode {
  readonly part: Pick<ParsedPart, 'kind' | 'covers'>
  readonly valueType: ValueType
  /** Of a sample, by the interval. */
  readonly value: (interval: number) => number
}

const modes: Readonly<Record<string, Mode>> = {
  cpu: {
    part: { kind: 'cpu', covers: 'interval' },
    valueType: { type: 'cpu', unit: 'nanoseconds' },
    value: (us) => us * 1000,
  },
  wall: {
    part: { kind: 'wall', covers: 'interval' },
    valueType: { type: 'wall', unit: 'nanoseconds' },
    value: (us) => us * 1000,
  },
  object: {
    part: { kind: 'heap', covers: 'interval' },
    valueType: { type: 'alloc_objects', unit: 'count' },
    value: (every) => every,
  },
}

export const readStackprof: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const root = asRecord(json.value) ?? {}
  const name = asText(root['mode']) ?? ''
  const mode = modes[name]
  const interval = asNumber(root['interval']) ?? 0
  const named = asRecord(root['frames']) ?? {}
  const count: ValueType = { type: 'samples', unit: 'count' }
  const builder = new ProfileBuilder(mode === undefined ? [count] : [mode.valueType, count])
  const each = mode === undefined || interval <= 0 ? 1 : mode.value(interval)
  const frames = new Map<string, number>()
  const frameOf = (id: string): number => {
    let frame = frames.get(id)
    if (frame === undefined) {
      const record = asRecord(named[id])
      const file = asText(record?.['file']) ?? ''
      frame = builder.frame(
        asText(record?.['name']) ?? '[unknown]',
        file.startsWith('<') ? '' : file,
        Math.max(0, asNumber(record?.['line']) ?? 0),
      )
      frames.set(id, frame)
    }
    return frame
  }
  const add = (stack: number, times: number): void => {
    const row = builder.addToSample(stack, mode === undefined ? times : times * each)
    if (mode !== undefined) builder.addValue(row, 1, times)
  }
  const raw = asArray(root['raw'])
  let left = 0
  for (let at = 0; at < raw.length;) {
    const depth = asNumber(raw[at]) ?? -1
    const times = asNumber(raw[at + depth + 1]) ?? -1
    if (!Number.isInteger(depth) || depth < 0 || depth > maxDepth || times < 0) {
      left = raw.length - at
      break
    }
    let stack = -1
    for (let i = 1; i <= depth; i += 1) stack = builder.stack(stack, frameOf(String(raw[at + i])))
    add(stack, times)
    at += depth + 2
  }
  const hasStacks = builder.sampleCount > 0
  if (!hasStacks) {
    for (const [id, value] of Object.entries(named)) {
      const times = asNumber(asRecord(value)?.['samples']) ?? 0
      if (times > 0) add(builder.stack(-1, frameOf(id)), times)
    }
    builder.note('it was recorded without `raw: true`: functions without their callers')
  }
  if (builder.sampleCount === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is of stackprof, without a sample in it',
      todo: 'record it again with StackProf.run(mode: :cpu, raw: true) while the program works',
    })
  }
  if (left > 0) builder.note('incomplete: its list of stacks is cut off; what came before is read')
  const missed = asNumber(root['missed_samples']) ?? 0
  if (missed > 0)
    builder.note(`${missed.toLocaleString('en')} samples were missed by stackprof and are in nothing here`)
  const collecting = asNumber(root['gc_samples']) ?? 0
  if (collecting > 0) builder.note(`${collecting.toLocaleString('en')} samples were taken while Ruby collected`)
  const timeUs = asArray(root['raw_timestamp_deltas']).reduce<number>((sum, delta) => sum + (asNumber(delta) ?? 0), 0)
  const isTime = name === 'cpu' || name === 'wall'
  const profile = builder.finish({
    format: 'stackprof',
    emitter: 'stackprof',
    traits: [...(hasStacks ? [] : ['no-stacks' as const]), ...(name === 'wall' ? ['signalled-thread' as const] : [])],
    ...(timeUs > 0 ? { durationMs: timeUs / 1000 } : {}),
    ...(isTime && interval > 0 && mode ? { periodType: mode.valueType, period: interval * 1000 } : {}),
  })
  return ok({ format: 'stackprof', parts: [{ ...mode?.part, profile }], facts: {} })
}
