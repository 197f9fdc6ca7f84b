/** Files and folders that are there whole or not at all: whoever watches, or ends the command, never finds half of one. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What went wrong, as the end of a sentence about the path; undefined when it is written. */
export type Unwritten = string | undefined

/** An existing file is replaced. */
export async function writeWholeFile(path: string, content: string): Promise<Unwritten> {
  return wholly(path, async (unfinished) => writeFile(unfinished, content))
}

/** The folder must not be there, or be empty. */
export async function writeWholeFolder(
  path: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array | string }[],
): Promise<Unwritten> {
  return wholly(path.replace(/[/\\]+$/, ''), async (unfinished) => {
    await mkdir(unfinished, { recursive: true })
    for (const { path: name, bytes } of files) await writeFile(join(unfinished, name), bytes)
    // An empty folder that somebody made for it is no reason to fail.
    if (await isEmptyFolder(path)) await rmdir(path)
  })
}

async function isEmptyFolder(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0
  } catch {
    return false
  }
}

/** Under another name beside it first. A signal to end waits until it is written; a second one takes the unfinished one away. */
async function wholly(path: string, write: (unfinished: string) => Promise<void>): Promise<Unwritten> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`
  let asked = false
  const end = (): void => {
    if (!asked) {
      asked = true
      return
    }
    rmSync(unfinished, { recursive: true, force: true })
    // As a shell expects it of a command that was ended.
    process.exit(130)
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  try {
    await write(unfinished)
    await rename(unfinished, path)
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}
