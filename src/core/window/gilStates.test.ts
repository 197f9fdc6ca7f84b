import { describe, expect, it } from 'vitest'
import { readTachyonBinary } from '../formats/tachyon/binary.ts'
import { captureOf } from '../testing/captures.ts'
import { writeTachyonBinary, type Look } from '../testing/tachyonWriter.ts'
import { gather } from '../testing/gathered.ts'
import { pythonWaits } from './pythonWaits.ts'

/** Ten ticks: one thread holds the GIL, one waits for it in eight of them. */
const looks: readonly Look[] = Array.from({ length: 10 }, (_, i) => [
  { thread: 1, at: i * 1000, status: 3, stack: ['app.py:main:3', 'app.py:render:9'] },
  { thread: 2, at: i * 1000, status: i < 8 ? 8 : 0, stack: ['app.py:main:3', 'web.py:serve:20'] },
]).flat()

function wallOf(some: readonly Look[]) {
  const file = readTachyonBinary(writeTachyonBinary(some), { fileName: 'a', maxInflatedBytes: 1e8 })
  const part = file.ok ? file.value.parts.find(({ kind }) => kind === 'wall') : undefined
  if (part === undefined) throw new Error('no wall-clock part')
  return part.profile
}

describe('waiting for the GIL, by the status of threads', () => {
  it('is time of its own, and no sign that native frames, which show locks, were recorded', () => {
    const { gilNs, wholeNs, sawNative } = pythonWaits(wallOf(looks), 0)
    expect([gilNs, wholeNs, sawNative]).toEqual([8_000_000, 20_000_000, false])
  })

  it('is told beside lock waits that were not measured', () => {
    const capture = { ...captureOf({ kind: 'wall', from: 0, until: 60, text: 'a\n1' }), profile: wallOf(looks) }
    const profiles = gather([capture])
    expect(profiles.views.lock.state).toBe('absent')
    expect([profiles.gilWaitNs, profiles.gilWholeNs]).toEqual([8_000_000, 20_000_000])
  })

  it('is none where nobody wanted it', () => {
    const calm = looks.map((look) => ({ ...look, status: look.status & 3 }))
    expect(pythonWaits(wallOf(calm), 0).gilNs).toBe(0)
  })
})
