/**
 * The second reader of a large file: see `core/formats/pprof/partReader.ts` and `core/formats/jfr/stackPartReader.ts`. It ends with the
 * reader that started it.
 */
import { seedTables } from '../core/base/tableSeed.ts'
import { PartReader } from '../core/formats/pprof/partReader.ts'
import type { SamplePart } from '../core/formats/pprof/samplePart.ts'
import type { StackPart, StacksAsked } from '../core/formats/jfr/stackPart.ts'
import { StackPartReader } from '../core/formats/jfr/stackPartReader.ts'
import { holdLife } from './life.ts'
import { transferablesOf } from './transfer.ts'

/** Bytes to read, or the question what came of them all. */
export type ToPart = Uint8Array<ArrayBuffer> | StacksAsked | 'take'
export type FromPart =
  /** The lock that it holds while it lives. */
  | { readonly life: string }
  /** One more of the pieces is read. */
  | { readonly read: true }
  | { readonly part: SamplePart | readonly StackPart[] | undefined }

seedTables(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
const life = `part ${crypto.getRandomValues(new Uint32Array(2)).join('')}`
void holdLife(life).then((isHeld) => isHeld && postMessage({ life } satisfies FromPart))
let samples: PartReader | undefined
let stacks: StackPartReader | undefined

addEventListener('message', ({ data }: MessageEvent<ToPart>) => {
  if (data === 'take') {
    const taken: FromPart = { part: (samples ?? stacks)?.take() }
    postMessage(taken, { transfer: transferablesOf(taken) })
    return
  }
  if (data instanceof Uint8Array) {
    samples ??= new PartReader()
    samples.push(data)
    // Tens of megabytes of them would pile up otherwise.
    if ('transfer' in data.buffer) data.buffer.transfer(0)
  } else {
    stacks ??= new StackPartReader()
    stacks.push(data)
  }
  postMessage({ read: true } satisfies FromPart)
})
