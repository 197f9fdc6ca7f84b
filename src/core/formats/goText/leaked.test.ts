import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectErrorOrValue } from '../../testing/drawStacks.ts'
import { parsedSample } from '../../testing/samples.ts'
import { writePprof } from '../../testing/pprofWriter.ts'
import { readPprof } from '../pprof/readPprof.ts'
import { leakedOf, withoutClosure } from './leaked.ts'
import { readGoroutines } from './goroutines.ts'
import { readGoText } from './goText.ts'

const options = { fileName: 'goroutineleak', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('leaked goroutines', () => {
  it('are the same number at the same place in all three forms of a recorded service, and no CPU', async () => {
    const pprof = await parsedSample('go-leak/goroutineleak.pb.gz')
    const debug1 = await parsedSample('go-leak/goroutineleak.debug1.txt')
    const debug2 = await parsedSample('go-leak/goroutineleak.debug2.txt.gz')
    const site = { site: 'main.deliver', begunBy: 'main.quotePrice' }
    expect(pprof.facts.leakedGoroutines).toMatchObject({ count: 960, sites: [{ ...site, waits: 'chan send' }] })
    // One more request came in between; the text keeps no frame of the channel.
    expect(debug1.facts.leakedGoroutines).toMatchObject({ count: 961, sites: [{ ...site, waits: '' }] })
    expect(debug2.facts.leakedGoroutines?.sites).toMatchObject([{ ...site, waits: 'chan send' }])
    expect([pprof.parts, debug1.parts]).toEqual([[], []])
    expect(pprof.facts.leakedGoroutines?.atMs).toBe(Date.parse('2026-11-28T10:11:44.670Z') + 0.427938)
    expect(debug2.parts[0]?.kind).toBe('goroutines')
  })

  it('of a service without any are a count of nought, not nothing looked for', () => {
    const none = writePprof({ types: [['goroutineleak', 'count']], samples: [] })
    const file = readPprof(none, options)
    expect(file.ok && file.value.facts.leakedGoroutines).toEqual({ count: 0, sites: [] })
    const text = readGoText(bytesOf('goroutineleak profile: total 0\n'), options)
    expect(text.ok && text.value.facts.leakedGoroutines?.count).toBe(0)
    const healthy = readGoroutines(bytesOf('goroutine 1 [chan send]:\nmain.main()\n\t/srv/main.go:9 +0x5a\n'), options)
    expect(healthy.ok && healthy.value.facts.leakedGoroutines).toBe(undefined)
  })

  it('keep no label of a request, though a dump prints them into the header', () => {
    const dump = `goroutine 24 [chan send (leaked), 5 minutes labels:{"endpoint": "http://[::1]:80/pay", "tenant": "t-17"}]:
main.fetchPrice(0xc0001)
\t/srv/app/main.go:34 +0x5a
created by main.price in goroutine 1
\t/srv/app/main.go:12 +0x1
`
    const file = readGoroutines(bytesOf(dump), options)
    expect(JSON.stringify(file)).not.toMatch(/tenant|t-17|endpoint|::1|0xc0001/)
    expect(file.ok && file.value.facts.leakedGoroutines?.sites).toEqual([
      { site: 'main.fetchPrice', waits: 'chan send', begunBy: 'main.price', count: 1 },
    ])
  })

  it('are told apart by what they wait for, the outermost call that parks', () => {
    const names = [
      'runtime.gopark',
      'sync.runtime_SemacquireWaitGroup',
      'sync.(*WaitGroup).Wait',
      'main.join',
      'main.run.func2',
    ]
    expect(leakedOf([{ names, count: 3 }]).sites).toEqual([
      { site: 'main.join', waits: 'sync.WaitGroup.Wait', begunBy: 'main.run', count: 3 },
    ])
  })

  it('name the function around a closure, and no other', () => {
    expect(
      ['main.price.func1', 'main.run.gowrap2', 'main.run.func1.2', 'main.func1st', 'app.(*Box).Put'].map(
        withoutClosure,
      ),
    ).toEqual(['main.price', 'main.run', 'main.run', 'main.func1st', 'app.(*Box).Put'])
  })

  it('cut off or changed anywhere are a value or a sentence', () => {
    const whole = writePprof({
      types: [['goroutineleak', 'count']],
      samples: [{ stack: ['main.price.func1', 'main.fetchPrice', 'runtime.chansend1'], values: [400] }],
    })
    for (let end = 0; end < whole.length; end += 1) expectErrorOrValue(readPprof(whole.subarray(0, end), options))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = whole.slice()
        changed[at] = byte
        expectErrorOrValue(readPprof(changed, options))
      }),
    )
  })
})
