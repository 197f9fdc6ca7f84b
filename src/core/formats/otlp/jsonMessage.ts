/**
 * OTLP profiles in JSON, one message. Its names are those of the schema in camel case (or as they are), of any version: `sample` or
 * `samples`, `line` or `lines`, `timeNanos` or `timeUnixNano`. 64-bit numbers are texts.
 */
import { asArray, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'
import { soundSample } from './layout.ts'
import {
  emptyDictionary,
  OtlpProblem,
  resourceKeys,
  type AttributeValue,
  type OtlpDictionary,
  type OtlpMessage,
  type OtlpProfile,
  type OtlpSample,
  type OtlpType,
} from './message.ts'

/** Throws `OtlpProblem`. */
export function readJsonMessage(value: unknown): OtlpMessage {
  const record = asRecord(value)
  const resources = record === undefined ? undefined : field(record, 'resourceProfiles')
  if (record === undefined || !Array.isArray(resources))
    throw new OtlpProblem('malformed', 'it has no list of resourceProfiles')
  const tables = asRecord(field(record, 'dictionary'))
  if (tables === undefined) {
    throw new OtlpProblem(
      'unsupported',
      'it has no dictionary: it is in a layout of OTLP profiles before 1.7, of early 2025',
    )
  }
  const dictionary = readDictionary(tables)
  let leftOut = 0
  return {
    dictionary,
    resources: rowsOf(resources).map((resource) => ({
      attributes: attributesOf(asRecord(resource['resource']), dictionary),
      scopes: rowsOf(field(resource, 'scopeProfiles')).map((scope) => ({
        name: asText(asRecord(scope['scope'])?.['name']) ?? '',
        profiles: rowsOf(scope['profiles']).map((profile): OtlpProfile => {
          const raw = rowsOf(profile['samples'] ?? profile['sample'])
          const samples = raw.flatMap((sample) => soundSample(sampleOf(sample), dictionary) ?? [])
          leftOut += raw.length - samples.length
          return {
            sampleType: typeOf(field(profile, 'sampleType')),
            periodType: typeOf(field(profile, 'periodType')),
            period: numberOf(profile['period']),
            timeMs: numberOf(field(profile, 'timeUnixNano') ?? field(profile, 'timeNanos')) / 1e6,
            durationMs: numberOf(field(profile, 'durationNano') ?? field(profile, 'durationNanos')) / 1e6,
            samples,
          }
        }),
      })),
    })),
    leftOut,
  }
}

function sampleOf(sample: JsonRecord): OtlpSample {
  return {
    stack: numberOf(field(sample, 'stackIndex')),
    attributes: numbersOf(field(sample, 'attributeIndices')),
    values: numbersOf(sample['values']),
    timesMs: numbersOf(field(sample, 'timestampsUnixNano')).map((ns) => ns / 1e6),
  }
}

function readDictionary(tables: JsonRecord): OtlpDictionary {
  const dictionary = emptyDictionary()
  const { strings } = dictionary
  for (const text of asArray(field(tables, 'stringTable'))) strings.push(asText(text) ?? '')
  for (const mapping of rowsOf(field(tables, 'mappingTable')))
    dictionary.mappings.push(numberOf(field(mapping, 'filenameStrindex')))
  for (const one of rowsOf(field(tables, 'functionTable'))) {
    dictionary.functions.push({
      name: numberOf(field(one, 'nameStrindex')),
      systemName: numberOf(field(one, 'systemNameStrindex')),
      file: numberOf(field(one, 'filenameStrindex')),
      startLine: numberOf(field(one, 'startLine')),
    })
  }
  for (const location of rowsOf(field(tables, 'locationTable'))) {
    dictionary.locations.push({
      mapping: numberOf(field(location, 'mappingIndex')),
      address: numberOf(location['address']),
      lines: rowsOf(location['lines'] ?? location['line']).map((line) => ({
        function: numberOf(field(line, 'functionIndex')),
        line: numberOf(line['line']),
      })),
      attributes: numbersOf(field(location, 'attributeIndices')),
    })
  }
  for (const stack of rowsOf(field(tables, 'stackTable')))
    dictionary.stacks.push(numbersOf(field(stack, 'locationIndices')))
  for (const attribute of rowsOf(field(tables, 'attributeTable')))
    dictionary.attributes.push({
      key: numberOf(field(attribute, 'keyStrindex')),
      value: valueOf(asRecord(attribute['value']), strings),
    })
  dictionary.links = asArray(field(tables, 'linkTable')).length
  return dictionary
}

/** Of all that a resource says of its process, the few that may be looked at. */
function attributesOf(resource: JsonRecord | undefined, { strings }: OtlpDictionary): Map<string, string | number> {
  const wanted = new Map<string, string | number>()
  for (const attribute of rowsOf(resource?.['attributes'])) {
    const key = asText(attribute['key']) ?? strings[numberOf(field(attribute, 'keyStrindex'))] ?? ''
    const value = resourceKeys.has(key) ? valueOf(asRecord(attribute['value']), strings) : undefined
    if (value !== undefined) wanted.set(key, value)
  }
  return wanted
}

function valueOf(value: JsonRecord | undefined, strings: readonly string[]): AttributeValue {
  if (value === undefined) return undefined
  const whole = field(value, 'intValue')
  if (whole !== undefined) return numberOf(whole)
  const index = field(value, 'stringValueStrindex')
  return asText(field(value, 'stringValue')) ?? (index === undefined ? undefined : strings[numberOf(index)])
}

function typeOf(value: unknown): OtlpType {
  // Up to 1.7 a profile had a list of them.
  const record = asRecord(Array.isArray(value) ? value[0] : value)
  if (record === undefined) return { type: 0, unit: 0 }
  return { type: numberOf(field(record, 'typeStrindex')), unit: numberOf(field(record, 'unitStrindex')) }
}

const snakeNames = new Map<string, string>()

/** By its name in camel case, or as the schema has it. */
function field(record: JsonRecord, name: string): unknown {
  const value = record[name]
  if (value !== undefined) return value
  let snake = snakeNames.get(name)
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    snakeNames.set(name, snake)
  }
  return record[snake]
}

function rowsOf(value: unknown): readonly JsonRecord[] {
  return asArray(value).map((row) => asRecord(row) ?? {})
}

function numbersOf(value: unknown): number[] {
  return asArray(value).map(numberOf)
}

function numberOf(value: unknown): number {
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return Number(value)
  return asNumber(value) ?? 0
}
