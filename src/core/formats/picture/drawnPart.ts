/** Boxes of a picture → a profile, with what its heading says about it. */
import { rubyPlace } from '../../frames/rubyPlace.ts'
import type { CaptureKind, Runtime } from '../../base/vocabulary.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { inClockTime } from '../clockPeriod.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { placeOf } from '../pyspy/rawText.ts'
import { noteProcesses, processOfFrame, threadOfFrame } from '../pyspy/pySpyThreads.ts'
import type { Placed, PlacedBox } from './boxes.ts'
import type { PySpySwitches } from './pySpyTitle.ts'

export interface Drawing extends Placed {
  /** "samples", "bytes", "ms" … */
  readonly unit: string
  readonly kind?: CaptureKind
  readonly runtime?: Runtime
  readonly pySpy?: PySpySwitches
  readonly isOfFil?: boolean
  readonly isDifference: boolean
}

interface Unit extends ValueType {
  readonly scale: number
}

const units: Readonly<Record<string, Unit>> = {
  bytes: { type: 'space', unit: 'bytes', scale: 1 },
  ns: { type: 'time', unit: 'nanoseconds', scale: 1 },
  us: { type: 'time', unit: 'nanoseconds', scale: 1e3 },
  μs: { type: 'time', unit: 'nanoseconds', scale: 1e3 },
  ms: { type: 'time', unit: 'nanoseconds', scale: 1e6 },
}
const samples: Unit = { type: 'samples', unit: 'count', scale: 1 }

/** Where a box stands: its stack, and its thread where threads are drawn. */
interface Place {
  readonly stack: number
  readonly thread?: number
}

export function drawnPart(drawing: Drawing, side?: 'base' | 'head'): ParsedPart {
  const { boxes, loose, pySpy, isDifference } = drawing
  const unit = units[drawing.unit] ?? samples
  const builder = new ProfileBuilder([{ type: unit.type, unit: unit.unit }])
  const total = boxes[0]?.value ?? 0
  const onBoxes = new Float64Array(boxes.length)
  for (const { parent, value } of boxes) if (parent >= 0) onBoxes[parent] = (onBoxes[parent] ?? 0) + value
  const places: Place[] = []
  let narrow = false
  for (const [index, box] of boxes.entries()) {
    const under = places[box.parent]
    const place = under === undefined && box.name === 'all' ? { stack: -1 } : placed(builder, box, under, drawing)
    places.push(place)
    const drawn = box.value - (onBoxes[index] ?? 0)
    const self = side === 'base' ? baseSelf(drawn, box, total) : drawn
    if (self <= 0) continue
    if ((onBoxes[index] ?? 0) > 0) narrow = true
    builder.addToSample(place.stack, self * unit.scale, place.thread === undefined ? {} : { thread: place.thread })
  }
  if (loose > 0) builder.note(`${loose} boxes lie on no other and were left out`)
  if (narrow)
    builder.note('boxes too narrow to draw are not in a picture: what they counted stays with the function below them')
  if (pySpy) noteProcesses(builder, processesOf(boxes))
  if (isDifference) builder.note(differenceNote(total))
  return finished(builder, drawing, total, side)
}

/** Those with something of their own: a child stands on its parent. */
function processesOf(boxes: readonly PlacedBox[]): ReadonlySet<string> {
  const ofBoxes = boxes.map(({ name }) => processOfFrame(name))
  return new Set(boxes.flatMap(({ parent }, index) => (ofBoxes[index] === undefined && ofBoxes[parent]) || []))
}

/** The picture prints how a function grew by itself, in hundredths of a percent of the whole: exact below 10,000 samples. */
function baseSelf(drawn: number, { grownPercent = 0 }: PlacedBox, total: number): number {
  return Math.max(0, Math.round(drawn - (grownPercent / 100) * total))
}

function differenceNote(total: number): string {
  const gone = 'functions that are gone are not drawn in it, and --negate turns the two sides round'
  return total > 10_000
    ? `a picture of a difference: its base is known to a hundredth of a percent, and ${gone}`
    : `a picture of a difference: ${gone}`
}

function placed(builder: ProfileBuilder, { name }: PlacedBox, under: Place | undefined, of: Drawing): Place {
  const stack = under?.stack ?? -1
  const thread = under?.thread === undefined ? {} : { thread: under.thread }
  if (of.isOfFil === true) return { stack: onFil(builder, name, stack) }
  const isPython = of.pySpy !== undefined
  if (isPython) {
    // Its command line stays in the picture.
    if (processOfFrame(name) !== undefined) return { stack, ...thread }
    const own = threadOfFrame(name)
    if (own) return { stack, thread: builder.thread(own.id, own.name) }
  }
  const place = rubyPlace(name) ?? placeOf(name)
  const frame =
    isPython || place.file.endsWith('.py')
      ? pythonFrame(builder, place.name, place.file, place.line)
      : rubyPlace(name)
        ? builder.frame(place.name, place.file, place.line)
        : builder.frame(name)
  return { stack: builder.stack(stack, frame), ...thread }
}

/** `/srv/app.py:58 (parse)` is a call, and on it stands the line of source, which is none. */
function onFil(builder: ProfileBuilder, name: string, stack: number): number {
  const [, file, line, called] = /^(\S.*):(\d{1,9}) \((.+)\)$/.exec(name) ?? []
  if (file === undefined || called === undefined) return stack
  return builder.stack(stack, pythonFrame(builder, called, file, Number(line)))
}

function finished(
  builder: ProfileBuilder,
  { pySpy, kind, runtime, isOfFil, unit }: Drawing,
  total: number,
  side: 'base' | 'head' | undefined,
): ParsedPart {
  const ticks = pySpy?.seconds === undefined ? 0 : pySpy.seconds * pySpy.hz
  const idle = pySpy?.mode === 'idle'
  if (pySpy) builder.note(pySpyNotes[pySpy.mode])
  if (isOfFil === true) builder.note('what was held at the peak of the run, not what lives on')
  const finishedProfile = builder.finish({
    format: 'flame-svg',
    ...(pySpy
      ? { emitter: 'py-spy', runtime: 'cpython' as const }
      : isOfFil === true
        ? { emitter: 'fil', runtime: 'cpython' as const }
        : runtime === undefined
          ? {}
          : { runtime }),
    ...(pySpy && !idle ? { traits: ['ready-counts'] as const } : {}),
    ...(pySpy?.seconds === undefined ? {} : { durationMs: pySpy.seconds * 1000 }),
    // With --idle every thread is seen at every tick.
    ...(idle && ticks > 0 ? { ticks, threadCount: Math.max(1, Math.round(total / ticks)) } : {}),
  })
  const profile = units[unit] === undefined && !pySpy ? inClockTime(finishedProfile) : finishedProfile
  const counted = pySpy ? (idle ? 'wall' : 'cpu') : kind
  return {
    ...(counted === undefined ? {} : { kind: counted }),
    covers: kind === 'heap' ? 'gauge' : 'interval',
    profile,
    ...(side === undefined ? {} : { side }),
  }
}

const pySpyNotes: Readonly<Record<PySpySwitches['mode'], string>> = {
  runnable:
    'its title says: threads that look runnable, which are at least those that ran; never less than the CPU used',
  gil: 'its title says --gil: who held the GIL at each tick, which is near the CPU used and no sure bound of it',
  idle: 'its title says --idle: every thread at every tick, waiting or not: a wait profile, not CPU',
}
