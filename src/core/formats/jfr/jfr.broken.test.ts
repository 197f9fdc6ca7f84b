import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { CancelledError } from '../parsedFile.ts'
import { expectErrorOrValue } from '../../testing/drawStacks.ts'
import { drawJfr } from '../../testing/drawJfr.ts'
import { ms, options, pools, typeId, types } from '../../testing/drawnShop.ts'
import { readJfr } from './jfr.ts'

describe('recordings that are not whole', () => {
  it('keeps complete chunks of a file that breaks off, and refuses one that has none', () => {
    const whole = drawJfr({ types, pools, events: [['jdk.ExecutionSample', 0, 1, 1, 1]] })
    const cut = Uint8Array.from([...whole, ...whole.subarray(0, whole.length - 9)])
    const result = readJfr(cut, options)
    expect(result.ok && result.value.parts[0]!.profile.meta.notes.join()).toContain('still being written')
    const none = readJfr(whole.subarray(0, whole.length - 1), options)
    expect(!none.ok && explainLoadError(none.error)).toBe(
      'app.jfr: the recording has no complete chunk: the last chunk was still being written. End or dump it properly (`jcmd PID JFR.dump filename=out.jfr`, or stop async-profiler) and open that file.',
    )
  })

  it('turns any prefix and any changed bytes into a value or an error value', () => {
    const whole = drawJfr({
      types,
      pools,
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.JavaMonitorEnter'), 'threshold', '20 ms'],
        ['jdk.ExecutionSample', 0, 1, 1, 1],
        ['jdk.JavaMonitorEnter', ms(100), ms(50), 1, 2, 1],
        ['jdk.ThreadPark', ms(200), ms(30), 2, 1, 4],
        ['jdk.ObjectAllocationSample', 20, 1, 1, 1, 1000],
        ['jdk.GCHeapSummary', ms(500), 2, 1, [0, 0], 400],
      ],
    })
    for (let length = 0; length < whole.length; length += 3)
      expectErrorOrValue(readJfr(whole.subarray(0, length), options))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const changed = whole.slice()
          for (const [at, byte] of changes) changed[at] = byte
          expectErrorOrValue(readJfr(changed, options))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('lets a reader cancel', () => {
    const whole = drawJfr({ types, pools, events: [] })
    const cancel = (): void => {
      throw new CancelledError()
    }
    expect(() => readJfr(whole, { ...options, onProgress: cancel })).toThrow(CancelledError)
  })
})
