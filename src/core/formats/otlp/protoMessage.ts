/**
 * OTLP profiles in protobuf, in the layouts of 1.8 and later. What differs between them is the order of a sample's fields, and no
 * version is in the bytes:
 *
 *   field   2           3            4        5
 *   1.8–9   values      attributes   link     timestamps
 *   1.10    attributes  link         values   timestamps
 *
 * Both readings are tried on all samples (`layout.ts`). Up to 1.7 a profile keeps locations of its own in field 3 and is refused.
 */
import { Wire, wireBytes, wireFixed64, wireVarint } from '../pprof/wire.ts'
import { chooseLayout, sampleIn, type LayoutVotes, type RawField, type RawSample } from './layout.ts'
import {
  emptyDictionary,
  noType,
  OtlpProblem,
  resourceKeys,
  type OtlpMessage,
  type OtlpProfile,
  type OtlpResource,
  type OtlpType,
} from './message.ts'
import { readDictionary, readText, readValue, resolved, type RawValue } from './protoTables.ts'

interface RawAttribute {
  readonly key: string | { readonly text: number }
  readonly value: RawValue
}

interface RawResource {
  readonly attributes: RawAttribute[]
  readonly scopes: { readonly name: string; readonly profiles: RawProfile[] }[]
}

interface RawProfile extends Omit<OtlpProfile, 'samples'> {
  readonly raw: readonly RawSample[]
}

const tooOld =
  'it is in a layout of OTLP profiles before 1.8 (2025-09), which async-profiler 4.1 and 4.2 and the first agents wrote'

/** `votes`: what earlier messages of the same file were; it decides where this one fits both. Throws `OtlpProblem` and `PprofProblem`. */
export function readProtoMessage(bytes: Uint8Array, votes: LayoutVotes): OtlpMessage {
  const wire = new Wire(bytes)
  const dictionary = emptyDictionary()
  const resources: RawResource[] = []
  wire.fields((field, wireType) => {
    if (wireType !== wireBytes) return false
    if (field === 1) {
      const resource: RawResource = { attributes: [], scopes: [] }
      resources.push(resource)
      wire.message(() => readResource(wire, resource))
      return true
    }
    if (field === 2) {
      wire.message(() => readDictionary(wire, dictionary))
      return true
    }
    if (field <= 8) throw new OtlpProblem('unsupported', tooOld)
    return false
  })
  const profiles = resources.flatMap(({ scopes }) => scopes.flatMap((scope) => scope.profiles))
  const layout = chooseLayout(
    profiles.map(({ raw }) => raw),
    dictionary,
    votes,
  )
  let leftOut = 0
  const finished = resources.map(({ attributes, scopes }): OtlpResource => ({
    attributes: wantedOf(attributes, dictionary.strings),
    scopes: scopes.map(({ name, profiles: own }) => ({
      name,
      profiles: own.map(({ raw, ...profile }) => {
        const samples = raw.flatMap((sample) => sampleIn(layout, sample, dictionary) ?? [])
        leftOut += raw.length - samples.length
        return { ...profile, samples }
      }),
    })),
  }))
  return { dictionary, resources: finished, leftOut }
}

function readResource(wire: Wire, into: RawResource): void {
  wire.fields((field, wireType) => {
    if (wireType !== wireBytes || field > 2) return false
    wire.message(() => {
      if (field === 1) {
        wire.fields((inner, innerType) => {
          if (inner !== 1 || innerType !== wireBytes) return false
          wire.message(() => readAttribute(wire, into.attributes))
          return true
        })
      } else into.scopes.push(readScope(wire))
    })
    return true
  })
}

function readAttribute(wire: Wire, into: RawAttribute[]): void {
  let key: RawAttribute['key'] = ''
  let value: RawValue
  wire.fields((field, wireType) => {
    if (field === 1 && wireType === wireBytes) key = readText(wire)
    else if (field === 3 && wireType === wireVarint) key = { text: wire.unsigned() }
    else if (field === 2 && wireType === wireBytes) wire.message(() => (value = readValue(wire)))
    else return false
    return true
  })
  into.push({ key, value })
}

/** Of all that a resource says of its process, the few that may be looked at. */
function wantedOf(attributes: readonly RawAttribute[], strings: readonly string[]): Map<string, string | number> {
  const wanted = new Map<string, string | number>()
  for (const { key, value } of attributes) {
    const name = typeof key === 'string' ? key : (strings[key.text] ?? '')
    const known = resourceKeys.has(name) ? resolved(value, strings) : undefined
    if (known !== undefined) wanted.set(name, known)
  }
  return wanted
}

function readScope(wire: Wire): { name: string; profiles: RawProfile[] } {
  const scope = { name: '', profiles: [] as RawProfile[] }
  wire.fields((field, wireType) => {
    if (wireType !== wireBytes || field > 2) return false
    wire.message(() => {
      if (field === 1) {
        wire.fields((inner, innerType) => {
          if (inner !== 1 || innerType !== wireBytes) return false
          scope.name = readText(wire)
          return true
        })
      } else scope.profiles.push(readProfile(wire))
    })
    return true
  })
  return scope
}

function readProfile(wire: Wire): RawProfile {
  let sampleType = noType
  let periodType = noType
  let period = 0
  let timeMs = 0
  let durationMs = 0
  const raw: RawSample[] = []
  wire.fields((field, wireType) => {
    if (field === 3 && wireType === wireBytes) throw new OtlpProblem('unsupported', tooOld)
    if (wireType === wireBytes) {
      if (field === 1) wire.message(() => (sampleType = readType(wire)))
      else if (field === 2) wire.message(() => raw.push(readSample(wire)))
      else if (field === 5) wire.message(() => (periodType = readType(wire)))
      else return false
      return true
    }
    if (field === 3 && wireType === wireFixed64) timeMs = readFixed64(wire) / 1e6
    else if (field === 4 && wireType === wireVarint) durationMs = wire.unsigned() / 1e6
    else if (field === 6 && wireType === wireVarint) period = wire.signed()
    else return false
    return true
  })
  return { sampleType, periodType, period, timeMs, durationMs, raw }
}

function readSample(wire: Wire): RawSample {
  let stack = 0
  const fields: Record<2 | 3 | 4, RawField> = {
    2: { numbers: [], packed: false },
    3: { numbers: [], packed: false },
    4: { numbers: [], packed: false },
  }
  const timesMs: number[] = []
  wire.fields((field, wireType) => {
    if (field === 1 && wireType === wireVarint) {
      stack = wire.signed()
      return true
    }
    if (field === 2 || field === 3 || field === 4) {
      const into = fields[field]
      if (wireType === wireBytes) into.packed = true
      return wire.repeated(wireType, () => into.numbers.push((wire.high | 0) * 0x1_0000_0000 + wire.low))
    }
    if (field !== 5) return false
    if (wireType === wireFixed64) timesMs.push(readFixed64(wire) / 1e6)
    else if (wireType === wireBytes)
      wire.message(() => {
        while (wire.at < wire.end) timesMs.push(readFixed64(wire) / 1e6)
      })
    else return false
    return true
  })
  return { stack, second: fields[2], third: fields[3], fourth: fields[4], timesMs }
}

function readType(wire: Wire): OtlpType {
  let type = 0
  let unit = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint || field > 2) return false
    if (field === 1) type = wire.unsigned()
    else unit = wire.unsigned()
    return true
  })
  return { type, unit }
}

function readFixed64(wire: Wire): number {
  const { bytes, at } = wire
  wire.skip(wireFixed64)
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8)
  return view.getUint32(4, true) * 0x1_0000_0000 + view.getUint32(0, true)
}
