/**
 * How to walk a value of some type and keep a few of its fields: the type's metadata flattened to a list of steps, made
 * once per chunk. Events are read with a plan that ends after the last wanted field, pool entries with one that keeps
 * nothing.
 *
 *   wanted  startTime stackTrace heapSpace.committedSize
 *   steps   integer→0  key→1     integer→2  …
 */
import { BrokenChunk, type JfrCursor, type JfrKey } from './cursor.ts'
import { type IntegerSteps, readIntegers } from './integers.ts'
import type { JfrField, JfrType, JfrTypes, TimeUnit } from './metadata.ts'
import type { Row } from './valueRow.ts'

type Step =
  | { readonly kind: 'integer'; readonly width: number; readonly slot: number }
  | { readonly kind: 'byte' | 'float' | 'double' | 'string' | 'key'; readonly slot: number }
  | { readonly kind: 'array'; readonly items: readonly Step[]; readonly plainIntegers: boolean; readonly slot: number }

export interface Plan {
  readonly steps: readonly Step[]
  /** The same, where all of them are whole numbers. */
  readonly integers: IntegerSteps | undefined
  readonly typeId: number
  /** Per wanted field. */
  readonly found: readonly boolean[]
  readonly timeUnits: readonly (TimeUnit | undefined)[]
  /** Type of the field's values: which pool a key belongs to. */
  readonly typeIds: readonly number[]
}

const widths: ReadonlyMap<string, number> = new Map([
  ['short', 2],
  ['char', 2],
  ['int', 4],
  ['long', 8],
])
const maxSteps = 4096

/** A plan for values of `type`. `wanted` are field names, `outer.inner` inside an inlined struct. */
export function planFor(types: JfrTypes, type: JfrType, wanted: readonly string[]): Plan {
  const found = wanted.map(() => false)
  const timeUnits = wanted.map((): TimeUnit | undefined => undefined)
  const typeIds = wanted.map(() => -1)
  let made = 0

  const stepsOf = (of: JfrType, prefix: string, depth: number): Step[] => {
    if (depth > 16) throw new BrokenChunk(`its type ${of.name} contains itself`)
    const primitive = primitiveStep(of, -1)
    if (primitive !== undefined) return [primitive]
    return of.fields.flatMap((field) => {
      const path = prefix + field.name
      const slot = wanted.indexOf(path)
      if (slot >= 0) {
        found[slot] = true
        timeUnits[slot] = field.timeUnit
        typeIds[slot] = field.typeId
      }
      made += 1
      if (made > maxSteps) throw new BrokenChunk(`its type ${type.name} has too many fields`)
      return fieldSteps(field, slot, path, depth)
    })
  }
  const fieldSteps = (field: JfrField, slot: number, path: string, depth: number): Step[] => {
    if (field.isArray) {
      const items = valueSteps(field, -1, '', depth)
      return [
        {
          kind: 'array',
          items,
          plainIntegers: items.every((step) => step.kind === 'integer' || step.kind === 'key'),
          slot,
        },
      ]
    }
    return valueSteps(field, slot, path, depth)
  }
  const valueSteps = (field: JfrField, slot: number, path: string, depth: number): Step[] => {
    if (field.pooled) return [{ kind: 'key', slot }]
    const of = types.byId.get(field.typeId)
    if (of === undefined) throw new BrokenChunk(`a field has type ${field.typeId}, which nothing describes`)
    const primitive = primitiveStep(of, slot)
    // A path of '' matches no wanted field: the items of an array are never kept one by one.
    return primitive === undefined ? stepsOf(of, path === '' ? '\0' : `${path}.`, depth + 1) : [primitive]
  }

  const steps = stepsOf(type, '', 0)
  let last = steps.length
  while (wanted.length > 0 && last > 0 && steps[last - 1]!.slot < 0) last -= 1
  const kept = steps.slice(0, last)
  return { steps: kept, integers: integersOf(kept), typeId: type.id, found, timeUnits, typeIds }
}

function integersOf(steps: readonly Step[]): IntegerSteps | undefined {
  const isWhole = ({ kind }: Step): boolean => kind === 'integer' || kind === 'key' || kind === 'byte'
  if (!steps.every(isWhole)) return undefined
  return {
    slots: Int32Array.from(steps, ({ slot }) => slot),
    isByte: Uint8Array.from(steps, ({ kind }) => Number(kind === 'byte')),
    isKey: Uint8Array.from(steps, ({ kind }) => Number(kind === 'key')),
    widths: Uint8Array.from(steps, (step) => (step.kind === 'integer' ? step.width : 8)),
  }
}

function primitiveStep(type: JfrType, slot: number): Step | undefined {
  const width = widths.get(type.name)
  if (width !== undefined) return { kind: 'integer', width, slot }
  switch (type.name) {
    case 'byte':
    case 'boolean':
      return { kind: 'byte', slot }
    case 'float':
      return { kind: 'float', slot }
    case 'double':
      return { kind: 'double', slot }
    case 'java.lang.String':
      return { kind: 'string', slot }
    default:
      return undefined
  }
}

/**
 * Reads the value at the cursor into `row`, which is of this plan alone: fields that the type lacks keep the 0 they began with.
 * `pooledText` answers strings that are kept in a pool.
 */
export function readRow(
  cursor: JfrCursor,
  plan: Plan,
  row: Row,
  pooledText: (key: JfrKey) => string | undefined,
): void {
  if (plan.integers !== undefined && cursor.compressed) {
    readIntegers(cursor, plan.integers, row)
    return
  }
  for (const step of plan.steps) {
    const { slot } = step
    if (slot < 0) {
      skipStep(cursor, step)
      continue
    }
    switch (step.kind) {
      case 'integer': {
        const value = cursor.integer(step.width)
        row.numbers[slot] = step.width === 4 ? value | 0 : value
        break
      }
      case 'key': {
        const key = cursor.key()
        row.numbers[slot] = typeof key === 'number' ? key : Number.NaN
        row.bigKeys[slot] = typeof key === 'bigint' ? key : undefined
        break
      }
      case 'byte':
        row.numbers[slot] = cursor.byte()
        break
      case 'float':
        row.numbers[slot] = cursor.float()
        break
      case 'double':
        row.numbers[slot] = cursor.double()
        break
      case 'string': {
        const { text, pooled } = cursor.string()
        row.texts[slot] = pooled === undefined ? text : pooledText(pooled)
        break
      }
      case 'array':
        row.arrayAt[slot] = cursor.at
        // Whoever wants the array goes there; what comes after the last step nobody wants.
        if (step !== plan.steps.at(-1)) skipStep(cursor, step)
        break
    }
  }
}

export function skipValue(cursor: JfrCursor, plan: Plan): void {
  for (const step of plan.steps) skipStep(cursor, step)
}

function skipStep(cursor: JfrCursor, step: Step): void {
  switch (step.kind) {
    case 'integer':
      cursor.skipInteger(step.width)
      return
    case 'key':
      cursor.skipInteger(8)
      return
    case 'byte':
      cursor.byte()
      return
    case 'float':
      cursor.float()
      return
    case 'double':
      cursor.double()
      return
    case 'string':
      cursor.skipString()
      return
    case 'array':
      skipArray(cursor, step)
      return
  }
}

function skipArray(cursor: JfrCursor, { items, plainIntegers }: Step & { kind: 'array' }): void {
  let left = cursor.count()
  if (items.length === 0) return
  if (plainIntegers && cursor.compressed) {
    cursor.skipIntegers(left * items.length)
    return
  }
  for (; left > 0; left -= 1) for (const item of items) skipStep(cursor, item)
}
