/**
 * One OTLP message (`ProfilesData`, the same bytes as an export request) as it is in protobuf and in JSON alike: tables of a
 * dictionary, and profiles whose samples point into them. Entry 0 of every table stands for "none".
 */

/** Unwinds the decoders; the reader turns it into an error value. Never leaves this folder. */
export class OtlpProblem extends Error {
  readonly code: 'truncated' | 'malformed' | 'too-large' | 'unsupported'

  constructor(code: OtlpProblem['code'], what: string) {
    super(what)
    this.code = code
  }
}

export type AttributeValue = string | number | undefined

export interface OtlpLine {
  readonly function: number
  readonly line: number
}

export interface OtlpLocation {
  readonly mapping: number
  readonly address: number
  /** Innermost inlined function first. */
  readonly lines: readonly OtlpLine[]
  readonly attributes: readonly number[]
}

export interface OtlpFunction {
  /** Indexes of texts. */
  readonly name: number
  readonly systemName: number
  readonly file: number
  readonly startLine: number
}

export interface OtlpDictionary {
  readonly strings: string[]
  /** Per mapping: index of the text of its file. */
  readonly mappings: number[]
  readonly locations: OtlpLocation[]
  readonly functions: OtlpFunction[]
  /** Locations of each stack, leaf first. */
  readonly stacks: (readonly number[])[]
  /** Key as index of a text; an undefined value is of a kind that nobody reads. */
  readonly attributes: { readonly key: number; readonly value: AttributeValue }[]
  links: number
}

export interface OtlpSample {
  readonly stack: number
  readonly attributes: readonly number[]
  readonly values: readonly number[]
  readonly timesMs: readonly number[]
}

export interface OtlpType {
  readonly type: number
  readonly unit: number
}

export interface OtlpProfile {
  readonly sampleType: OtlpType
  readonly periodType: OtlpType
  readonly period: number
  /** 0: not said. */
  readonly timeMs: number
  readonly durationMs: number
  readonly samples: readonly OtlpSample[]
}

export interface OtlpResource {
  readonly attributes: ReadonlyMap<string, string | number>
  readonly scopes: readonly { readonly name: string; readonly profiles: readonly OtlpProfile[] }[]
}

export interface OtlpMessage {
  readonly dictionary: OtlpDictionary
  readonly resources: readonly OtlpResource[]
  /** Samples that point at what is not there, and are left out. */
  readonly leftOut: number
}

export function emptyDictionary(): OtlpDictionary {
  return { strings: [], mappings: [], locations: [], functions: [], stacks: [], attributes: [], links: 0 }
}

export const noType: OtlpType = { type: 0, unit: 0 }

/** What of a resource may be looked at: nothing else, environment and command lines above all, is ever decoded. */
export const resourceKeys: ReadonlySet<string> = new Set([
  'service.name',
  'container.id',
  'container.name',
  'k8s.container.name',
  'k8s.pod.name',
  'process.pid',
  'process.executable.name',
])

export const maxTableRows = 20_000_000
