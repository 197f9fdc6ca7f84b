/** Reads one large file and hands the columns over. Disposable: giving the file up ends this worker and frees its memory at once. */
import { blobInOneBuffer } from '../core/formats/blobPieces.ts'
import { platformSha256 } from '../core/base/platformHash.ts'
import { seedTables } from '../core/base/tableSeed.ts'
import type { ByteSource } from '../core/base/byteSource.ts'
import type { Beside, ParsedFile } from '../core/formats/parsedFile.ts'
import type { Result } from '../core/base/result.ts'
import { readAndHash } from '../core/analyst/readParsed.ts'
import { treeAhead } from '../core/analyst/treeAhead.ts'
import type { BuiltAhead } from '../core/window/onceBuilt.ts'
import { startBeside } from './beside.ts'
import { holdLife } from './life.ts'
import { nextMessage } from '../core/base/nextMessage.ts'
import { transferablesOf } from './transfer.ts'

export interface FileToRead {
  readonly bytes: ArrayBuffer | ByteSource
  readonly hash: string | undefined
  readonly fileName: string
  readonly maxInflatedBytes: number
}
/** The file, and later perhaps that there is a core for a second reader of it, or no more. */
export type ToReader = FileToRead | 'divide' | 'alone'
export type FromReader =
  /** The lock that it holds while it lives. */
  | { readonly life: string }
  | { readonly progress: number }
  | {
      readonly result: Result<{ readonly hash: string; readonly parsed: ParsedFile }>
      readonly ahead?: BuiltAhead | undefined
    }

/** More often, nobody sees the difference, and every message costs both ends. */
const progressStep = 1 / 200

seedTables(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
const life = `reader ${crypto.getRandomValues(new Uint32Array(2)).join('')}`
void holdLife(life).then((isHeld) => isHeld && postMessage({ life } satisfies FromReader))

addEventListener('message', ({ data }: MessageEvent<ToReader>) => {
  if (data === 'divide') divide?.()
  else if (data === 'alone') hasCore = false
  // A bug of ours is an error of this worker: as a promise that nobody looks at, whoever waits for the file would wait for good.
  else read(data).catch(reportError)
})

/**
 * A browser lets a worker that is ended finish what it is doing, for two seconds. Pieces that are there already never end a task
 * by themselves, so this does.
 */
const longestTaskMs = 50
/** Where a second reader tells how far it is. */
const longestTaskBesideMs = 8
let taskMs = longestTaskMs
let hasCore = true
let divide: (() => void) | undefined
const mayDivide = new Promise<void>((resolve) => {
  divide = resolve
})
let taskBeganAt = performance.now()

function breathe(used?: Uint8Array): Promise<void> | undefined {
  // Left to the garbage collector, tens of megabytes of them pile up. Older browsers do that.
  if (used && used.byteLength === used.buffer.byteLength && 'transfer' in used.buffer) used.buffer.transfer(0)
  if (performance.now() - taskBeganAt < taskMs) return undefined
  return nextMessage().then(() => {
    taskBeganAt = performance.now()
  })
}

/** By the browser, beside the reading and ten times as fast, where a page may (not over plain http) and all bytes are here. */
function hashBeside(bytes: FileToRead['bytes']): Promise<string> | undefined {
  return bytes instanceof ArrayBuffer ? platformSha256()?.(bytes) : undefined
}

/** Below this a second reader costs more than it brings. */
const divideFromBytes = 4_000_000

const bytesOf = (bytes: FileToRead['bytes']): number => (bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size)

function beside(): Beside {
  void mayDivide.then(() => (taskMs = longestTaskBesideMs))
  return startBeside(mayDivide, () => hasCore)
}

async function read({ bytes, hash, fileName, maxInflatedBytes }: FileToRead): Promise<void> {
  let told = 0
  const content = bytes instanceof Blob ? blobInOneBuffer(bytes) : bytes
  const result = await readAndHash(content, hash ?? hashBeside(bytes), {
    fileName,
    maxInflatedBytes,
    breathe,
    ...(bytesOf(bytes) >= divideFromBytes ? { beside } : {}),
    onProgress: (progress) => {
      if (progress - told < progressStep) return
      told = progress
      postMessage({ progress } satisfies FromReader)
    },
  })
  const read: FromReader = { result, ahead: result.ok ? treeAhead(result.value.parsed) : undefined }
  postMessage(read, { transfer: transferablesOf(read) })
}
