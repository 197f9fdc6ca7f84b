/** `keepCode.ts FOLDER RECORDING`: diagnoses once with the command built in the folder, and keeps there what the runtime compiled for it. */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { keptName, loadAnswering } from '../../src/cli/trifold/keptCode.ts'
import { startQuickly } from '../../src/cli/trifold/quickStart.ts'

const [, , folder = '', recording = ''] = process.argv
const built = resolve(folder)
// Flags are part of what the runtime compares.
startQuickly()
const script = loadAnswering(built)
process.argv = [process.execPath, join(built, 'trifold.js'), 'diagnose', recording, '--quiet']
process.on('exit', () => {
  if (script) writeFileSync(join(built, keptName), script.createCachedData())
})
createRequire(join(built, 'trifold.js'))('./main.js')
