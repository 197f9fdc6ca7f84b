/** Which paths an agent may name: what lies below the folders given at start, with links followed before it is decided. */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { err, ok, type Result } from '../../core/base/result.ts'

export interface Confined {
  /** The first folder given: what a path without a folder means. */
  readonly home: string
  /** The real path of something that exists, or a sentence. */
  existing(path: string): Result<string, string>
  /** The real path of a file to be written in a folder that exists, or a sentence. */
  toWrite(path: string): Result<string, string>
}

function kindOf(path: string): { readonly isFile: boolean; readonly isFolder: boolean } {
  const found = statSync(path, { throwIfNoEntry: false })
  return { isFile: found?.isFile() === true, isFolder: found?.isDirectory() === true }
}

export function confineTo(roots: readonly string[]): Result<Confined, string> {
  const real: string[] = []
  for (const root of roots) {
    try {
      real.push(realpathSync(resolve(root)))
    } catch {
      return err(`${root}: there is no such file or folder`)
    }
  }
  const home = real[0] ?? resolve('.')
  const isInside = (path: string): boolean => real.some((root) => path === root || path.startsWith(`${root}${sep}`))
  const outside = (path: string): Result<string, string> =>
    err(
      roots.length === 0
        ? `${path}: this server was started without a folder, so no file is read or written`
        : `${path} is not below the folders this server was started with (${roots.join(', ')})`,
    )
  const realOf = (path: string): string | undefined => {
    try {
      return realpathSync(resolve(home, path))
    } catch {
      return undefined
    }
  }
  return ok({
    home,
    existing(path) {
      const found = realOf(path)
      // Whether something outside exists is nobody's business.
      if (found === undefined)
        return isInside(resolve(home, path)) ? err(`${path}: there is no such file or folder`) : outside(path)
      if (!isInside(found)) return outside(path)
      const { isFile, isFolder } = kindOf(found)
      // A pipe or a device may never end, and an agent would wait for ever.
      return isFile || isFolder ? ok(found) : err(`${path}: it is neither a file nor a folder`)
    },
    toWrite(path) {
      if (/\p{Cc}/u.test(path)) return err('the name of a file has no control characters')
      const whole = resolve(home, path)
      const folder = realOf(dirname(whole))
      if (folder === undefined || !isInside(folder)) return outside(path)
      const target = join(folder, basename(whole))
      const link = realOf(target)
      return link === undefined || isInside(link) ? ok(target) : outside(path)
    },
  })
}
