/** A reader's way to a second one. */
import type { Beside } from '../core/formats/parsedFile.ts'
import type { SamplePart } from '../core/formats/pprof/samplePart.ts'
import { whenGone } from './life.ts'
import type { FromPart, ToPart } from './part.worker.ts'

/** Pieces of 64 kB or so that wait for it: what it does in the time between two looks at its answers. */
const mostWaiting = 40

/** Has room for nothing before `begin` or without a core, nor where a browser gives a worker of a worker none of its own. */
export function startBeside(begin: Promise<void>, hasCore: () => boolean): Beside {
  let worker: Worker | undefined
  let given = 0
  let waiting = 0
  let isLost = false
  let taken: ((part: SamplePart | undefined) => void) | undefined
  const end = (part: SamplePart | undefined): void => {
    isLost = true
    worker?.terminate()
    taken?.(part)
  }
  const start = (): void => {
    const started = new Worker(new URL('./part.worker.ts', import.meta.url), { type: 'module', name: 'part' })
    started.addEventListener('error', (event) => {
      // Read again without it, the file may well be told.
      event.preventDefault()
      end(undefined)
    })
    started.addEventListener('message', ({ data }: MessageEvent<FromPart>) => {
      if ('life' in data) whenGone(data.life, () => end(undefined))
      else if ('read' in data) waiting--
      else end(data.part)
    })
    worker = started
  }
  begin.then(start).catch(() => undefined)
  const post = (message: ToPart, moved: Transferable[]): void => worker?.postMessage(message, moved)
  return {
    get hasRoom() {
      return worker !== undefined && !isLost && waiting < mostWaiting && hasCore()
    },
    give(bytes) {
      given++
      waiting++
      post(bytes, [bytes.buffer])
    },
    take() {
      if (isLost || given === 0) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        taken = resolve
        post('take', [])
      })
    },
  }
}
