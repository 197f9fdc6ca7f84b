/** Frames of Python programs, named the same way by every reader, so that one function is one name in every pane. */
import type { ProfileBuilder } from '../profile/profileBuilder.ts'
import { frameFlags } from '../profile/profile.ts'
import { pythonFunctionName, pythonLineName } from '../frames/pythonNames.ts'

const pythonFile = /\.py[wxi]?$|^</
const sharedObject = /\.(so(\.\d+)*|dylib|dll|pyd|exe)$/i
const nativeSource = /\.(c|cc|cpp|cxx|h|hh|hpp|rs|s|S|m|mm|go)$/

/**
 * True for machine code. py-spy gives native frames the path of their shared object, or a C file where there is debug
 * information; Python frames have a `.py` file or a place such as `<frozen importlib._bootstrap>`.
 */
export function isNativePythonFrame(name: string, file: string, line: number): boolean {
  if (pythonFile.test(file)) return false
  if (sharedObject.test(file) || nativeSource.test(file) || /^0x[0-9a-f]+$/.test(name)) return true
  return line === 0 && file !== ''
}

/** A frame of py-spy, austin or memray; `module` is a shared object's path where the emitter says so. */
export function pythonFrame(builder: ProfileBuilder, name: string, file: string, line: number, module = ''): number {
  if (module === '' && !isNativePythonFrame(name, file, line)) {
    return builder.frame(pythonFunctionName(name, file), file, line)
  }
  const object = module !== '' ? module : sharedObject.test(file) || !nativeSource.test(file) ? file : ''
  const source = nativeSource.test(file) ? file : ''
  // An address means nothing in another process: unresolved frames are named after their object, so that windows compare.
  const known = /^0x[0-9a-f]+$/.test(name) ? `[${baseName(object) || 'unknown'}]` : name
  return builder.frame(known, source, line, baseName(object), frameFlags.native)
}

/** A place tracemalloc knows: a line of a file, without a function. */
export function pythonLineFrame(builder: ProfileBuilder, file: string, line: number): number {
  return builder.frame(pythonLineName(file, line), file, line)
}

const baseName = (path: string): string => path.slice(path.replaceAll('\\', '/').lastIndexOf('/') + 1)
