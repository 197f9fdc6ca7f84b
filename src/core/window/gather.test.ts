import { tellWarning } from '../analysis/words/warnings.ts'
import { describe, expect, it } from 'vitest'
import type { Capture } from './capture.ts'
import { captureOf, pySpyWall } from '../testing/captures.ts'
import { blockText, delay, gather, view } from '../testing/gathered.ts'

describe('the window', () => {
  const cpu = (from: number, until: number): Capture =>
    captureOf({ kind: 'cpu', from, until, text: 'main\n1000000000' })

  it('says so when the profiles were not taken at the same time', () => {
    const block = captureOf({
      kind: 'block',
      from: 40,
      until: 60,
      text: blockText(1, 1),
      valueType: delay,
      runtime: 'go',
    })
    const apart = gather([cpu(0, 20), block])
    expect(apart.misaligned && tellWarning(apart.misaligned, 'Asia/Kolkata')).toBe(
      'The profiles were not taken at the same time: CPU 02:04:00–02:04:20 IST, lock 02:04:40–02:05:00 IST.',
    )
    expect(gather([cpu(35, 60), block]).misaligned).toBeUndefined()
  })

  it('tells never recorded from recorded at another time', () => {
    expect(gather([]).views.cpu).toMatchObject({ state: 'absent', reason: 'not-recorded' })
    expect(gather([cpu(600, 660)]).views.cpu).toMatchObject({ state: 'absent', reason: 'outside-window' })
  })

  it('does not take wall-clock samples for CPU', () => {
    const wall = pySpyWall(0, 60, [
      ['a', ['main@/srv/app.py'], 10],
      ['b', ['main@/srv/app.py'], 10],
    ])
    const absent = gather([wall]).views.cpu
    expect(absent.state === 'absent' && absent.why.id).toBe('wall-only')
  })

  it('leaves V8’s idle out of CPU, in the open', () => {
    const node = captureOf({
      kind: 'cpu',
      from: 0,
      until: 60,
      runtime: 'v8',
      text: `
        (root)   (root)  (root)
        (idle)   render  (program)
        9        3       1
      `,
    })
    expect(view(gather([node]), 'cpu')).toMatchObject({ total: 4, leftOut: [{ id: 'event-loop', amount: 9 }] })
  })

  it('says that the process restarted, and when', () => {
    const block = (until: number, wait: number): Capture =>
      captureOf({
        kind: 'block',
        covers: 'cumulative',
        from: -100,
        until,
        text: blockText(wait, 0),
        valueType: delay,
        runtime: 'go',
      })
    const profiles = gather([block(0, 50e9), block(30, 80e9), block(60, 7e9)])
    expect(view(profiles, 'lock').total).toBe(37e9)
    expect(profiles.warnings.map((warning) => tellWarning(warning, 'Asia/Kolkata'))[0]).toMatch(
      /^The process restarted about 02:0\d:\d\d IST/,
    )
  })

  it('knows the cores from the person before the recording before the file', () => {
    const hinted = { ...cpu(0, 60), hints: { cores: 4 } }
    expect(gather([hinted]).cores).toEqual({ value: 4, from: 'recording' })
    expect(gather([hinted], { cores: 8 }).cores).toEqual({ value: 8, from: 'given' })
    expect(gather([cpu(0, 60)]).cores).toBeUndefined()
  })
})
