/** The second reader of a large pprof file: see `core/formats/pprof/partReader.ts`. It ends with the reader that started it. */
import { seedTables } from '../core/base/tableSeed.ts'
import { PartReader } from '../core/formats/pprof/partReader.ts'
import type { SamplePart } from '../core/formats/pprof/samplePart.ts'
import { holdLife } from './life.ts'
import { transferablesOf } from './transfer.ts'

/** Bytes to read, or the question what came of them all. */
export type ToPart = Uint8Array<ArrayBuffer> | 'take'
export type FromPart =
  /** The lock that it holds while it lives. */
  | { readonly life: string }
  /** One more of the pieces is read. */
  | { readonly read: true }
  | { readonly part: SamplePart | undefined }

seedTables(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
const life = `part ${crypto.getRandomValues(new Uint32Array(2)).join('')}`
void holdLife(life).then((isHeld) => isHeld && postMessage({ life } satisfies FromPart))
const reader = new PartReader()

addEventListener('message', ({ data }: MessageEvent<ToPart>) => {
  if (data === 'take') {
    const taken: FromPart = { part: reader.take() }
    postMessage(taken, { transfer: transferablesOf(taken) })
    return
  }
  reader.push(data)
  // Tens of megabytes of them would pile up otherwise.
  if ('transfer' in data.buffer) data.buffer.transfer(0)
  postMessage({ read: true } satisfies FromPart)
})
