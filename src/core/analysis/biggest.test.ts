import { describe, expect, it } from 'vitest'
import type { ViewKind } from '../base/vocabulary.ts'
import type { AbsentView, MeasuredView } from '../window/windowProfiles.ts'
import { type Drawn, drawnView, evidenceOf } from '../testing/evidence.ts'
import { plainText, sentence } from '../diagnosis/words.ts'
import { biggestClauses } from './biggest.ts'

function biggestOf(drawn: Drawn): string {
  return plainText(sentence(...biggestClauses(evidenceOf(drawn))))
}

function biggest(
  views: NonNullable<Drawn['views']>,
  absent: Partial<Record<ViewKind, Partial<AbsentView>>> = {},
): string {
  const evidence = evidenceOf({ views })
  const all = { ...evidence.profiles.views }
  for (const kind of Object.keys(absent) as ViewKind[])
    Object.assign(all, { [kind]: { ...all[kind], ...absent[kind] } })
  return plainText(sentence(...biggestClauses({ ...evidence, profiles: { ...evidence.profiles, views: all } })))
}

describe('what is largest', () => {
  it('is the program’s own function, and what is largest of a library or the runtime where its own have too little', () => {
    const text = 'shop/web.Serve  runtime.init\nshop/book.New  runtime.init\n53000000  47000000'
    expect(biggest({ heap_live: text })).toBe('100 MB are held, 53 % of it allocated in shop/book.New. ')
    expect(biggest({ heap_live: 'runtime.init  runtime.other\n60000000  40000000' })).toBe(
      '100 MB are held, 60 % of it allocated in runtime.init. ',
    )
    const flat = Array.from({ length: 20 }, (_, at) => `runtime.f${at}`).join('  ')
    expect(biggest({ heap_live: `${flat}\n${Array.from({ length: 20 }, () => 5_000_000).join('  ')}` })).toBe('')
  })

  it('of wall-clock time says that it may be waiting', () => {
    const shown: MeasuredView = drawnView('cpu', 'pool._worker  svc.read\n70  30', { shows: 'wall' })
    expect(biggest({}, { cpu: { shown } })).toBe(
      'Of the time of all threads that were sampled, 70 % was in pool._worker, working or waiting. ',
    )
    expect(biggest({}, { cpu: { shown: { ...shown, shows: 'off_cpu' } } })).toBe('')
  })

  it('of a lock profile without waits for locks is what was waited for, where that is a second or more', () => {
    const others = (ns: number, lock: string) =>
      biggestOf({ views: { lock }, profiles: { otherWaits: [{ kind: 'chan', ns }] } })
    expect(others(35.8e9, 'main.serve\n0')).toBe('Nobody was seen waiting for a lock, but for channels: 35.8 s. ')
    expect(others(1e6, 'main.serve\n0')).toBe('')
    expect(others(35.8e9, 'shop/web.Serve\n9000000000')).not.toContain('Nobody')
    // A primitive of the runtime or the kernel is where everybody waits.
    expect(others(1e6, 'runtime.park\n9000000000')).toBe('')
  })

  it('of a profile without a sample says that nobody switched it on, and of none at all nothing', () => {
    expect(biggest({}, { lock: { why: { id: 'served-empty' } } })).toBe(
      'The lock profile is empty: nobody waited, or it was not switched on. ',
    )
    expect(biggest({})).toBe('')
  })
})
