/** A reader's way to a second one. */
import type { Beside } from '../core/formats/parsedFile.ts'
import { whenGone } from './life.ts'
import { transferablesOf } from './transfer.ts'
import type { FromPart, ToPart } from './part.worker.ts'

/** Pieces of 64 kB or so that wait for it: what it does in the time between two looks at its answers. */
const mostWaiting = 40

type Part = Awaited<ReturnType<Beside['take']>>

/** Has room for nothing before `begin` or without a core, nor where a browser gives a worker of a worker none of its own. */
export function startBeside(begin: Promise<void>, never: Promise<void>, hasCore: () => boolean): Beside {
  let worker: Worker | undefined
  let given = 0
  let waiting = 0
  let isLost = false
  let taken: ((part: Part) => void) | undefined
  const end = (part: Part): void => {
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
  const begun = begin.then(start).catch(() => undefined)
  const post = (message: ToPart, moved: Transferable[]): void => worker?.postMessage(message, moved)
  return {
    get hasRoom() {
      return worker !== undefined && !isLost && waiting < mostWaiting && hasCore()
    },
    whenBegun: Promise.race([begun, never]),
    give(asked) {
      given++
      waiting++
      post(asked, transferablesOf(asked))
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
