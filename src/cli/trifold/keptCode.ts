/**
 * What answers, compiled when the package was built: an alert hook runs for a sixth of a second, of which reading half a megabyte of
 * program takes a fifth. The runtime itself says whether what was kept fits it (its version, its flags, this program); where it does
 * not, or nothing was kept, the program is compiled as any other.
 */
import { readFileSync } from 'node:fs'
import { Module, createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'

/** As `e2e/tools/buildCli.ts` names it. */
const answering = 'answer.js'
export const keptName = `${answering}.kept`

/** Loads the program of this folder, so that whoever requires it has it. @returns undefined where it is not there, as in a checkout */
export function loadAnswering(folder: string): Script | undefined {
  const filename = join(folder, answering)
  const source = read(filename)
  if (source === undefined) return undefined
  const cachedData = read(join(folder, keptName))
  const script = new Script(Module.wrap(source.toString()), { filename, ...(cachedData ? { cachedData } : {}) })
  const loaded = new Module(filename)
  loaded.filename = filename
  const require = createRequire(filename)
  require.cache[filename] = loaded
  const run = script.runInThisContext() as (...given: readonly unknown[]) => void
  run.call(loaded.exports, loaded.exports, require, loaded, filename, folder)
  loaded.loaded = true
  return script
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
