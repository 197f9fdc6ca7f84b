/** What an event is, by provider and id (or name, for the providers of version 6, whose ids mean nothing). */
import type { Cursor } from './cursor.ts'

export type EventKind =
  | 'sample'
  | 'contention-start'
  | 'contention-stop'
  | 'allocation'
  | 'gc-start'
  | 'gc-heap'
  | 'suspend'
  | 'resume'
  | 'method'
  | 'counters'
  | 'universal-cpu'
  | 'universal-switch'
  | 'universal-process'
  | 'universal-mapping'
  | 'universal-symbol'

export interface EventType {
  readonly kind: EventKind
  readonly version: number
}

const runtime = 'Microsoft-Windows-DotNETRuntime'

const byId: Readonly<Record<string, EventKind>> = {
  'Microsoft-DotNETCore-SampleProfiler 0': 'sample',
  [`${runtime} 81`]: 'contention-start',
  [`${runtime} 91`]: 'contention-stop',
  [`${runtime} 10`]: 'allocation',
  [`${runtime} 1`]: 'gc-start',
  [`${runtime} 4`]: 'gc-heap',
  [`${runtime} 9`]: 'suspend',
  [`${runtime} 3`]: 'resume',
  [`${runtime} 143`]: 'method',
  [`${runtime}Rundown 143`]: 'method',
  [`${runtime}Rundown 144`]: 'method',
}

const byName: Readonly<Record<string, EventKind>> = {
  'Universal.Events cpu': 'universal-cpu',
  'Universal.Events cswitch': 'universal-switch',
  'Universal.System ProcessCreate': 'universal-process',
  'Universal.System ProcessMapping': 'universal-mapping',
  'Universal.System ProcessSymbol': 'universal-symbol',
  'System.Runtime EventCounters': 'counters',
}

function kindOf(provider: string, id: number, name: string): EventKind | undefined {
  return byId[`${provider} ${id}`] ?? byName[`${provider} ${name}`]
}

/** Row of a metadata block up to version 5; `undefined` type: an event that nobody reads. */
export function readMetadata(cursor: Cursor): { readonly id: number; readonly type: EventType | undefined } {
  const id = cursor.u32()
  const provider = cursor.text16()
  const eventId = cursor.i32()
  const name = cursor.text16()
  cursor.skip(8)
  const version = cursor.i32()
  const kind = kindOf(provider, eventId, name)
  return { id, type: kind && { kind, version } }
}

/** Of version 6; its fields are described again there, and are those of the runtime’s own manifest all the same. */
export function readMetadata6(cursor: Cursor): { readonly id: number; readonly type: EventType | undefined } {
  const id = cursor.varuint()
  const provider = cursor.text8()
  const eventId = cursor.varuint()
  const name = cursor.text8()
  const kind = kindOf(provider, eventId, name)
  return { id, type: kind && { kind, version: kind === undefined ? 0 : versionIn(cursor) } }
}

/** After the descriptions of the fields, whose count and sizes come first. */
function versionIn(cursor: Cursor): number {
  const fields = cursor.u16()
  for (let i = 0; i < fields; i += 1) cursor.skip(cursor.u16())
  const until = cursor.u16() + cursor.at
  let version = 0
  while (cursor.at < Math.min(until, cursor.end)) {
    const what = cursor.byte()
    if (what === 9) version = cursor.byte()
    else if (what === 1 || what === 7) cursor.skip(1)
    else if (what === 3) cursor.skip(8)
    else if (what === 4 || what === 5) cursor.text8()
    else if (what === 6) {
      cursor.text8()
      cursor.text8()
    } else if (what === 8) cursor.skip(16)
    else break
  }
  return version
}
