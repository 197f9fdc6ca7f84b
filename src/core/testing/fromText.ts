/**
 * Fixtures for tests, drawn. Columns are samples, the root on top; a number in the last row weighs its column (1 when absent).
 *
 *   profileFromText(`
 *     main    main    main
 *     parse   parse   render
 *     gunzip  utf8
 *     3       1       2
 *   `)
 *
 * Cells are separated by two spaces or more, so names may hold single ones; a column ends at its first empty cell.
 */
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Profile, ProfileMeta, ValueType } from '../profile/profile.ts'

export interface TextOptions {
  readonly valueType?: ValueType
  readonly meta?: Partial<ProfileMeta>
  /** Frame name → file, for hue and own-code tests. */
  readonly files?: Readonly<Record<string, string>>
}

const samplesType: ValueType = { type: 'samples', unit: 'count' }

export function profileFromText(text: string, options: TextOptions = {}): Profile {
  const builder = new ProfileBuilder([options.valueType ?? samplesType])
  for (const column of readColumns(text)) {
    const weight = /^-?\d+(\.\d+)?$/.test(column.at(-1) ?? '') ? Number(column.pop()) : 1
    const frames = column.map((name) => builder.frame(name, options.files?.[name] ?? ''))
    builder.sample(builder.stackFromRoot(frames), weight)
  }
  return builder.finish({ format: 'text', ...options.meta })
}

function readColumns(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const starts = new Set<number>()
  const cells = lines.map((line) =>
    [...line.matchAll(/\S+(?: \S+)*/g)].map((match) => {
      starts.add(match.index)
      return { at: match.index, text: match[0] }
    }),
  )
  return [...starts]
    .sort((a, b) => a - b)
    .map((at) => cells.flatMap((row) => row.filter((cell) => cell.at === at).map((cell) => cell.text)))
}
