import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/**
 * What stands behind `node` to start the command `trifold` in a process of its own. `npm test` has just built it and says so: that starts in
 * a third of the CPU time. Elsewhere what was built may be of yesterday, so the sources run.
 */
export const trifoldCommand: readonly string[] =
  process.env['TRIFOLD_BUILT'] === '1'
    ? [join(root, 'dist-cli/trifold.js')]
    : ['--import', 'tsx', join(root, 'src/cli/trifold/main.ts')]
