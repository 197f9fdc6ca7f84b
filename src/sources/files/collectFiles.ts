/** What a person dropped, picked or pasted, as one flat list of files with their paths: folders are walked, text becomes a file. */
import { err, ok, type Result } from '../../core/base/result.ts'

export interface NamedFile {
  /** "orderbook/cpu-0001.pb.gz" for a file of a dropped folder, else the file name. */
  readonly path: string
  readonly blob: Blob
}

/** A home folder dropped by mistake must not hang the page. */
const mostFiles = 5000
const deepestFolder = 12

/**
 * Takes hold of everything before it first waits: the browser empties a drop or a paste as soon as its event handler returns.
 */
export async function collectTransfer(transfer: DataTransfer): Promise<Result<readonly NamedFile[]>> {
  const items = [...transfer.items]
  const entries = items.flatMap((item) =>
    item.kind === 'file' ? [{ entry: entryOf(item), file: item.getAsFile() }] : [],
  )
  const text = transfer.getData('text/plain')
  const walk = new Walk()
  for (const { entry, file } of entries) {
    if (entry !== null) await walk.entry(entry, '')
    else if (file !== null) walk.add(fromFile(file, file.name))
  }
  if (entries.length === 0) {
    for (const file of transfer.files) walk.add(fromFile(file, file.name))
    if (walk.files.length === 0 && text.trim() !== '') walk.add(fromText(text))
  }
  return walk.result()
}

/** Of an `<input type="file">`, with or without `webkitdirectory`. */
export function collectPicked(list: Iterable<File>): Result<readonly NamedFile[]> {
  const walk = new Walk()
  for (const file of list)
    walk.add(fromFile(file, file.webkitRelativePath === '' ? file.name : file.webkitRelativePath))
  return walk.result()
}

/** Text of a paste: a dump that somebody copied from a terminal. */
export function fromText(text: string): NamedFile {
  return { path: 'pasted text', blob: new Blob([text]) }
}

function fromFile(file: File, path: string): NamedFile {
  return { path, blob: file }
}

/** Files that operating systems and version control leave in folders. */
const isLitter = (path: string): boolean =>
  /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX\/.*|\.git\/.*)$/.test(path)

function entryOf(item: DataTransferItem): FileSystemEntry | null {
  return typeof item.webkitGetAsEntry === 'function' ? item.webkitGetAsEntry() : null
}

class Walk {
  readonly files: NamedFile[] = []
  #tooMany = false
  readonly #unreadable: string[] = []

  add(file: NamedFile): void {
    if (isLitter(file.path)) return
    if (this.files.length < mostFiles) this.files.push(file)
    else this.#tooMany = true
  }

  async entry(entry: FileSystemEntry, folder: string, depth = 0): Promise<void> {
    const path = `${folder}${entry.name}`
    if (this.#tooMany || isLitter(path) || isLitter(`${path}/`)) return
    try {
      if (entry.isFile) {
        this.add(fromFile(await fileOf(entry as FileSystemFileEntry), path))
      } else if (depth < deepestFolder) {
        for (const child of await childrenOf(entry as FileSystemDirectoryEntry))
          await this.entry(child, `${path}/`, depth + 1)
      }
    } catch {
      this.#unreadable.push(path)
    }
  }

  result(): Result<readonly NamedFile[]> {
    const todo = 'drop the profiles themselves, or the folder of one recording'
    if (this.#tooMany)
      return err({ code: 'too-large', where: 'the drop', what: `it holds more than ${mostFiles} files`, todo })
    const [unreadable] = this.#unreadable
    if (this.files.length === 0)
      return err({
        code: 'empty',
        where: unreadable ?? 'the drop',
        what: unreadable === undefined ? 'there is no file in it' : 'the browser may not read it',
        todo,
      })
    return ok(this.files)
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** A reader hands out at most a hundred entries at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
    if (all.length > mostFiles) return all
  }
}
