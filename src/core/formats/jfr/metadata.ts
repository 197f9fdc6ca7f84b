/** The types of one chunk, as the chunk describes them itself. No layout is known in advance. */
import { BrokenChunk, type JfrCursor } from './cursor.ts'

export interface JfrField {
  readonly name: string
  readonly typeId: number
  readonly pooled: boolean
  readonly isArray: boolean
  /** From the field's annotations: TICKS, NANOSECONDS, MILLISECONDS …; undefined for plain numbers. */
  readonly timeUnit?: TimeUnit
}

export interface JfrType {
  readonly id: number
  readonly name: string
  readonly fields: readonly JfrField[]
}

export interface JfrTypes {
  readonly byId: ReadonlyMap<number, JfrType>
  readonly byName: ReadonlyMap<string, JfrType>
}

const timeUnits = [
  'TICKS',
  'NANOSECONDS',
  'MICROSECONDS',
  'MILLISECONDS',
  'SECONDS',
  'MILLISECONDS_SINCE_EPOCH',
] as const
export type TimeUnit = (typeof timeUnits)[number]

interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
}

const maxDepth = 32

export function readMetadata(cursor: JfrCursor, at: number): JfrTypes {
  cursor.at = at
  cursor.integer(4) // size
  if (cursor.integer(8) !== 0) throw new BrokenChunk('its metadata is not where the header says')
  cursor.integer(8) // start
  cursor.integer(8) // duration
  cursor.integer(8) // metadata id
  const strings: string[] = []
  for (let left = cursor.count(); left > 0; left -= 1) strings.push(cursor.string().text ?? '')
  const root = readElement(cursor, strings, 0)

  const byId = new Map<number, JfrType>()
  const byName = new Map<string, JfrType>()
  const metadata = root.children.find((child) => child.name === 'metadata')
  for (const element of metadata?.children ?? []) {
    if (element.name !== 'class') continue
    const type = typeOf(element)
    if (type === undefined) continue
    byId.set(type.id, type)
    byName.set(type.name, type)
  }
  if (byId.size === 0) throw new BrokenChunk('its metadata names no types')
  return { byId, byName }
}

function readElement(cursor: JfrCursor, strings: readonly string[], depth: number): Element {
  if (depth > maxDepth) throw new BrokenChunk('its metadata is nested without end')
  const text = (): string => strings[cursor.integer(4)] ?? ''
  const name = text()
  const attributes = new Map<string, string>()
  for (let left = cursor.count(); left > 0; left -= 1) {
    const key = text()
    attributes.set(key, text())
  }
  const children: Element[] = []
  for (let left = cursor.count(); left > 0; left -= 1) children.push(readElement(cursor, strings, depth + 1))
  return { name, attributes, children }
}

function typeOf(element: Element): JfrType | undefined {
  const id = Number(element.attributes.get('id') ?? Number.NaN)
  const said = element.attributes.get('name')
  if (!Number.isSafeInteger(id) || said === undefined) return undefined
  // JDK 9 and 10 have the same types under the names of their first owner.
  const name = said.replace(/^com\.oracle\.jdk\./, 'jdk.').replace(/^com\.oracle\.jfr\.types\./, 'jdk.types.')
  return { id, name, fields: element.children.filter((child) => child.name === 'field').map(fieldOf) }
}

function fieldOf(element: Element): JfrField {
  const { attributes } = element
  const timeUnit = timeUnitOf(element)
  return {
    name: attributes.get('name') ?? '',
    typeId: Number(attributes.get('class') ?? -1),
    pooled: attributes.get('constantPool') === 'true',
    isArray: Number(attributes.get('dimension') ?? 0) > 0,
    ...(timeUnit === undefined ? {} : { timeUnit }),
  }
}

function timeUnitOf(field: Element): TimeUnit | undefined {
  for (const annotation of field.children) {
    for (const value of annotation.attributes.values()) {
      const unit = timeUnits.find((known) => known === value)
      if (unit !== undefined) return unit
    }
  }
  return undefined
}
