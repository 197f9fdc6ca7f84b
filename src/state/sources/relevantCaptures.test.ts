import { describe, expect, it } from 'vitest'
import type { CaptureHints } from '../../core/window/capture.ts'
import type { CaptureRef } from '../../sources/source.ts'
import { relevantCaptures } from './relevantCaptures.ts'

const ref = (file: string, hints: CaptureHints): CaptureRef => ({
  id: file,
  file,
  hints,
  answers: [],
  settled: true,
  read: () => Promise.reject(new Error('nobody reads it')),
})
const minute = (count: number): number => count * 60_000

const cpu = [0, 1, 2, 3].map((at) =>
  ref(`cpu-${at}`, { kind: 'cpu', covers: 'interval', fromMs: minute(at), untilMs: minute(at + 1) - 25_000 }),
)
const block = [0, 1, 2, 3].map((at) => ref(`block-${at}`, { kind: 'block', covers: 'cumulative', untilMs: minute(at) }))
const untimed = ref('notes', { kind: 'threads' })
const all = [...cpu, ...block, untimed]

const filesFor = (fromMs: number, untilMs: number): readonly string[] =>
  relevantCaptures(all, { fromMs, untilMs }).map(({ file }) => file)

describe('what a window can need of a recording', () => {
  it('is what touches it, the states around it, and what has no time', () => {
    expect(filesFor(minute(1), minute(2) - 30_000)).toEqual(['cpu-1', 'block-1', 'block-2', 'notes'])
  })

  it('is of each kind its first and its last where the window lies elsewhere, so that it is told when that was', () => {
    const ends = ['cpu-0', 'cpu-3', 'block-0', 'block-3', 'notes']
    expect(filesFor(minute(100), minute(101))).toEqual(ends)
    expect(filesFor(minute(-101), minute(-100))).toEqual(ends)
  })

  it('of states is no more than those around it, where none was taken in it', () => {
    expect(relevantCaptures(block, { fromMs: minute(1.4), untilMs: minute(1.6) })).toEqual([block[1], block[2]])
  })
})
