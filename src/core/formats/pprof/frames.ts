/** Locations of a pprof file → frames of the profile, once per location, inlined callees as frames of their own. */
import { GrowableInt32 } from '../../profile/growable.ts'
import { frameFlags } from '../../profile/profile.ts'
import { pythonFunctionName } from '../../frames/pythonNames.ts'
import { nameByPlace } from '../../frames/anonymous.ts'
import { PprofProblem } from './wire.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { PprofTables, StringTable } from './tables.ts'

/** Frames of location l are `frame[start[l]] … frame[start[l + 1] − 1]`, root first: the physical function, then what is inlined into it. */
export interface LocationFrames {
  readonly start: Int32Array
  readonly frame: Int32Array
}

/** Throws `PprofProblem` when a line refers to a function that is not there. */
export function buildLocationFrames(
  tables: PprofTables,
  strings: StringTable,
  builder: ProfileBuilder,
): LocationFrames {
  const locations = tables.locationAddress.length
  const start = new Int32Array(locations + 1)
  const frame = new GrowableInt32(locations + 1)
  const functions = new FunctionNames(tables, strings)
  for (let location = 0; location < locations; location++) {
    start[location] = frame.length
    const firstLine = tables.locationLines.data[location]!
    const endLine = location + 1 < locations ? tables.locationLines.data[location + 1]! : tables.lineNumber.length
    // Looked up only now: a file may list its mappings after its locations.
    const mapping = tables.mappingIds.find(
      tables.locationMappingLow.data[location]!,
      tables.locationMappingHigh.data[location]!,
    )
    const module = mapping < 0 ? '' : baseName(strings.text(tables.mappingFile.data[mapping]!))
    // The last line is the physical function, the ones before it were inlined into it.
    for (let line = endLine - 1; line >= firstLine; line--) {
      const row = functions.rowOfLine(line)
      if (row < 0) continue
      const flags = line < endLine - 1 ? frameFlags.inlined : 0
      const { name, file } = functions.describe(row)
      const first = tables.functionStart.data[row]!
      const number = tables.lineNumber.data[line]! > 0 ? tables.lineNumber.data[line]! : first
      frame.push(
        builder.frame(
          nameByPlace(name, file, first > 0 ? first : number),
          file,
          Math.min(number, 0x7fff_ffff),
          module,
          flags | kernelFlag(module),
        ),
      )
    }
    if (frame.length > start[location]!) continue
    const address = tables.locationAddress.data[location]!
    const name = nameOfAddress(address, module, mapping < 0 ? Number.NaN : tables.mappingBase.data[mapping]!)
    frame.push(builder.frame(name, '', 0, module, frameFlags.native | kernelFlag(module)))
  }
  start[locations] = frame.length
  return { start, frame: frame.take() }
}

/**
 * Where a program lies in memory changes from start to start; where a function lies in its file does not. The kernel's own addresses are
 * those of its symbols.
 */
function nameOfAddress(address: number, module: string, base: number): string {
  if (!(address > 0)) return '[unknown]'
  const offset = address - base
  const isPlaced = module !== '' && kernelFlag(module) === 0 && offset >= 0 && Number.isSafeInteger(offset)
  return isPlaced ? `[${module}+0x${offset.toString(16)}]` : `0x${address.toString(16)}`
}

const kernelFlag = (module: string): number =>
  /^\[(kernel|guest\.kernel)|^vmlinux/.test(module) ? frameFlags.kernel : 0

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

interface Described {
  readonly name: string
  readonly file: string
}

class FunctionNames {
  readonly #tables: PprofTables
  readonly #strings: StringTable
  readonly #described: (Described | undefined)[] = []

  constructor(tables: PprofTables, strings: StringTable) {
    this.#tables = tables
    this.#strings = strings
  }

  /** −1 for a line without a function. */
  rowOfLine(line: number): number {
    const low = this.#tables.lineFunctionLow.data[line]!
    const high = this.#tables.lineFunctionHigh.data[line]!
    const row = this.#tables.functionIds.find(low, high)
    if (row < 0 && (low !== 0 || high !== 0))
      throw new PprofProblem('malformed', 'a location refers to a function that is not in the file')
    return row
  }

  describe(row: number): Described {
    const known = this.#described[row]
    if (known) return known
    const { functionName, functionSystemName, functionFile } = this.#tables
    const name = this.#strings.text(functionName.data[row]!) || this.#strings.text(functionSystemName.data[row]!)
    const made = cleanName(name, this.#strings.text(functionFile.data[row]!))
    this.#described[row] = made
    return made
  }
}

/** Shape of a name with a place in it, and which groups are name and place. */
const placedNames: readonly (readonly [shape: RegExp, name: number, file: number])[] = [
  [/^(\S[^\n]{0,300}?):-?\d+ - (.+)$/s, 2, 1],
  [/^([^\s:]{1,300}\.[cm]?[jt]sx?|node:[\w/]+):([^:]*):\d+$/, 2, 1],
  [/^():([^:]+):\d+$/, 2, 1],
  // V8 under perf: LazyCompile:*fib /app/main.js:1
  [/^(?:LazyCompile|Function|Script|Eval|JS):[*~^+]?(\S*) (\S{1,300}?):\d+(?::\d+)?$/, 1, 2],
]

/**
 * Stores write the place into the name: `flask/ctx.py:-1 - pop`, `./index.js:(anonymous):22`. The place moves to the file,
 * and Python functions get their module, as from every other reader.
 */
export function cleanName(name: string, file: string): Described {
  if (name === '') return { name: '[unknown]', file }
  let cleaned: Described = { name, file }
  for (const [shape, nameGroup, fileGroup] of placedNames) {
    const found = shape.exec(name)
    if (!found) continue
    const place = found[fileGroup] ?? ''
    const said = found[nameGroup] || '(anonymous)'
    const line = Number(/:(\d+)(?::\d+)?$/.exec(name)?.[1] ?? 0)
    cleaned = { name: nameByPlace(said, place, line), file: file === '' ? place : file }
    break
  }
  return /\.py[wx]?$/.test(cleaned.file)
    ? { ...cleaned, name: pythonFunctionName(cleaned.name, cleaned.file) }
    : cleaned
}
