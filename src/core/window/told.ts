/**
 * What a person says a file counts that does not say so itself (folded text, mostly): `lock`, or with the unit of its numbers `lock:us`.
 * The page's form, the link and the command line all come through here.
 */
import type { CaptureKind, Coverage } from '../base/vocabulary.ts'
import type { ParsedPart } from '../formats/parsedFile.ts'
import type { ValueType } from '../profile/profile.ts'

export const toldKinds = ['cpu', 'wall', 'heap_live', 'heap_alloc', 'lock', 'block'] as const
export type ToldKind = (typeof toldKinds)[number]
/** Of the numbers of a file that has only numbers. Without one, times are counts of samples, and memory is bytes. */
export const toldUnits = ['ns', 'us', 'ms'] as const
export type ToldUnit = (typeof toldUnits)[number]

export interface Told {
  readonly kind: ToldKind
  readonly unit?: ToldUnit
}

const nanoseconds: Readonly<Record<ToldUnit, number>> = { ns: 1, us: 1e3, ms: 1e6 }

const meanings: Readonly<
  Record<ToldKind, { readonly kind: CaptureKind; readonly covers: Coverage; readonly type: string }>
> = {
  cpu: { kind: 'cpu', covers: 'interval', type: 'cpu' },
  wall: { kind: 'wall', covers: 'interval', type: 'wall' },
  heap_live: { kind: 'heap', covers: 'gauge', type: 'inuse_space' },
  heap_alloc: { kind: 'heap', covers: 'interval', type: 'alloc_space' },
  lock: { kind: 'lock', covers: 'interval', type: 'delay' },
  block: { kind: 'block', covers: 'interval', type: 'delay' },
}

const isHeap = (kind: ToldKind): boolean => kind === 'heap_live' || kind === 'heap_alloc'

/** `cpu`, `heap_alloc`, `lock:us`; undefined for anything else. `heap` is how older links say live heap. */
export function parseTold(text: string): Told | undefined {
  const [kindText, unitText, more] = text.split(':')
  const kind = kindText === 'heap' ? 'heap_live' : toldKinds.find((one) => one === kindText)
  const unit = toldUnits.find((one) => one === unitText)
  if (kind === undefined || more !== undefined || (unitText !== undefined && unit === undefined)) return undefined
  if (unit !== undefined && isHeap(kind)) return undefined
  return { kind, ...(unit === undefined ? {} : { unit }) }
}

export function formatTold({ kind, unit }: Told): string {
  return unit === undefined ? kind : `${kind}:${unit}`
}

/** True while only a person can say what a part counts. Bytes that may be live or allocated are not known either. */
export function needsTelling({ kind, covers }: ParsedPart): boolean {
  return kind === undefined || (kind === 'heap' && covers === undefined)
}

/** The part with what was told; a part that says itself what it counts stays as it is. */
export function asTold(part: ParsedPart, told: Told): ParsedPart {
  if (!needsTelling(part)) return part
  const { kind, covers, type } = meanings[told.kind]
  const { profile } = part
  const numbers = profile.valueTypes.findIndex(({ unit }) => unit === (isHeap(told.kind) ? 'bytes' : 'nanoseconds'))
  if (numbers >= 0) return { ...part, kind, covers, profile: retyped(part, numbers, { type }, 1) }
  if (isHeap(told.kind)) return { ...part, kind, covers, profile: retyped(part, 0, { type, unit: 'bytes' }, 1) }
  if (told.unit === undefined) return { ...part, kind, covers }
  const scale = nanoseconds[told.unit]
  return { ...part, kind, covers, profile: retyped(part, 0, { type, unit: 'nanoseconds' }, scale) }
}

function retyped(
  { profile }: ParsedPart,
  column: number,
  type: Partial<ValueType>,
  scale: number,
): ParsedPart['profile'] {
  const valueTypes = profile.valueTypes.map((one, at) => (at === column ? { ...one, ...type } : one))
  const values = profile.samples.values.map((one, at) =>
    at === column && scale !== 1 ? one.map((value) => value * scale) : one,
  )
  return { ...profile, valueTypes, samples: { ...profile.samples, values } }
}
