/**
 * Pyroscope's flamebearer JSON: the drawn flame graph itself. Each level is a row of boxes, four numbers each,
 *
 *   level 0   0 ▇▇▇▇▇▇▇▇▇▇ total        (offset from the box before, total, self, name)
 *   level 1   0 ▇▇▇▇▇▇ main  1 ▇▇ gc
 *
 * or seven in a difference: the first three for the left side, three for the right, the name. A box lies under the box of the
 * level above that spans it. A difference gives both sides, as two parts.
 */
import { isAmount } from '../../profile/possible.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asIndex, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { meaningOf } from './meaning.ts'

export const readFlamebearer: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  const graph = asRecord(file?.['flamebearer'])
  const metadata = asRecord(file?.['metadata']) ?? {}
  if (file === undefined || graph === undefined || asArray(graph['levels']).length === 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like Pyroscope’s flamebearer without its levels',
      todo: 'export it again, best as pprof',
    })
  }
  const isDouble = metadata['format'] === 'double' || asArray(asArray(graph['levels'])[0]).length === 7
  const parts = isDouble
    ? [readSide(file, graph, metadata, 'base'), readSide(file, graph, metadata, 'head')]
    : [readSide(file, graph, metadata, undefined)]
  if (parts.every((part) => part.profile.samples.length === 0)) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'no box of it has any value',
      todo: 'choose a window in which the service ran, and export it again',
    })
  }
  return ok({ format: 'flamebearer', parts, facts: {} })
}

interface Box {
  readonly from: number
  readonly until: number
  readonly stack: number
}

function readSide(
  file: JsonRecord,
  graph: JsonRecord,
  metadata: JsonRecord,
  side: 'base' | 'head' | undefined,
): ParsedPart {
  const meaning = meaningOf(metadata, asText(metadata['name']) ?? asText(file['appName']) ?? '')
  const summed = meaning.covers === 'gauge' ? snapshotsIn(file, graph) : undefined
  const builder = new ProfileBuilder(meaning.valueTypes)
  const names = asArray(graph['names'])
  const width = side === undefined ? 4 : 7
  let above: readonly Box[] = []
  let odd = 0
  let boxesRead = 0
  for (const [depth, level] of asArray(graph['levels']).entries()) {
    const row = asArray(level)
    const boxes: Box[] = []
    let at = 0
    let parent = 0
    for (let i = 0; i + width <= row.length; i += width) {
      const box = readBox(row, i, side)
      const name = asIndex(row[i + width - 1], names.length)
      if (box === undefined || name === undefined) {
        odd += 1
        continue
      }
      at += box.offset
      while (parent < above.length && above[parent]!.until <= at) parent += 1
      const under = above[parent]
      const inside = under !== undefined && under.from <= at
      if (depth > 0 && !inside) {
        odd += 1
      } else {
        // Level 0 is the box around everything, not a function.
        const stack = depth === 0 ? -1 : builder.stack(under!.stack, builder.frame(asText(names[name]) ?? ''))
        if (box.self !== 0) meaning.add(builder, stack, box.self / (summed ?? 1))
        boxesRead += 1
        boxes.push({ from: at, until: at + box.width, stack })
      }
      at += box.width
    }
    above = boxes
  }
  builder.misplaced(odd, boxesRead + odd)
  if (odd > 0)
    builder.note(`${odd} boxes lie under no other box, or hold less than what is their own, and were left out`)
  for (const note of meaning.notes) builder.note(note)
  if (names.includes('other'))
    builder.note('Pyroscope put small boxes together as "other": a function may be larger than it shows')
  if (summed !== undefined && summed > 1)
    builder.note(`a sum of ${summed} snapshots, says its timeline: divided by ${summed}`)
  if (summed === undefined && meaning.covers === 'gauge' && side !== undefined)
    builder.note('may be a sum of several snapshots, and does not say of how many: read its shares')
  const window = windowOf(file)
  const profile = builder.finish({
    format: 'flamebearer',
    emitter: asText(metadata['spyName']) ?? 'pyroscope',
    ...(window && side === undefined ? { startMs: window.fromMs, durationMs: window.untilMs - window.fromMs } : {}),
    ...(meaning.runtime === undefined ? {} : { runtime: meaning.runtime }),
    ...meaning.period(),
  })
  return {
    profile,
    ...(meaning.kind === undefined ? {} : { kind: meaning.kind }),
    ...(meaning.covers === undefined ? {} : { covers: meaning.covers }),
    ...(window && side === undefined ? { window } : {}),
    ...(side === undefined ? {} : { side }),
  }
}

/** A box's place is that of both sides together; its value is that of the side asked for. */
function readBox(
  row: readonly unknown[],
  at: number,
  side: 'base' | 'head' | undefined,
): { readonly offset: number; readonly width: number; readonly self: number } | undefined {
  const numbers = row.slice(at, at + (side === undefined ? 3 : 6)).map((value) => asNumber(value) ?? Number.NaN)
  const [offset, total, self, offsetRight, totalRight, selfRight] = numbers
  // What a box is itself may be anything here: amounts that cannot be are dealt with once, for every format. Its place may not.
  if (numbers.some((value, i) => Number.isNaN(value) || (i % 3 < 2 && value < 0))) return undefined
  // Nor can it have more of its own than it has in all, of what it can have.
  const tooMuch = (own: number, all: number): boolean => own > all && isAmount(own)
  if (tooMuch(self!, total!) || tooMuch(selfRight ?? 0, totalRight ?? 0)) return undefined
  if (side === undefined) return { offset: offset!, width: total!, self: self! }
  return {
    offset: offset! + offsetRight!,
    width: total! + totalRight!,
    self: side === 'base' ? self! : selfRight!,
  }
}

function windowOf(file: JsonRecord): { readonly fromMs: number; readonly untilMs: number } | undefined {
  const timeline = asRecord(file['timeline'])
  const start = asNumber(timeline?.['startTime'])
  const step = asNumber(timeline?.['durationDelta'])
  const steps = asArray(timeline?.['samples']).length
  if (start === undefined || step === undefined || step <= 0 || steps === 0) return undefined
  return { fromMs: start * 1000, untilMs: (start + step * steps) * 1000 }
}

/**
 * Of what is held, Pyroscope sums the snapshots of the window; its timeline has about one of them a step. How many there were is
 * how often the mean step fits into the whole; 1 where the server averaged.
 */
function snapshotsIn(file: JsonRecord, graph: JsonRecord): number | undefined {
  const heights = asArray(asRecord(file['timeline'])?.['samples']).flatMap((value) => {
    const height = asNumber(value) ?? 0
    return height > 0 ? [height] : []
  })
  const whole = asNumber(graph['numTicks']) ?? 0
  if (heights.length === 0 || whole <= 0) return undefined
  const mean = heights.reduce((sum, height) => sum + height, 0) / heights.length
  return Math.max(1, Math.round(whole / mean))
}
