import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples/jfr/open')

interface Answer {
  readonly signals: Readonly<Record<string, { readonly value: number; readonly high: number; readonly how: string }>>
  readonly certainty: { readonly excluded?: readonly string[] }
  readonly findings: readonly { readonly id: string; readonly text: string }[]
}
async function answerTo(name: string): Promise<{ readonly text: string; readonly json: Answer }> {
  const path = join(samples, `${name}.jfr.gz`)
  const [json, text] = [await diagnose(['--json', path]), await diagnose([path])]
  expect(json.code).toBe(0)
  return { text: text.stdout.replace(/\s+/g, ' '), json: JSON.parse(json.stdout) as Answer }
}

describe('a recording of a service that hangs', () => {
  it('is a deadlock, and contention is not ruled out by events that cannot have been written', async () => {
    const { text, json } = await answerTo('knot')
    // The letter of the classifier stands below it.
    expect(text).toMatch(/^Deadlock no clear pattern — collect more data/)
    expect(text).toMatch(/Deadlock: .* wait for each other and never move again/)
    expect(text).toContain('Not ruled out: contention-bound')
    expect(json.signals['lock_wait_pct']?.how).toContain('waits of 8 threads had not ended')
    expect(text).not.toContain('a hard deadlock is not in this lock profile')
  })
  it('names who holds the lock, and what it does', async () => {
    const { text } = await answerTo('held')
    expect(text).toContain('6 threads wait at OpenWaits.post')
    expect(text).toContain('its holder slept in OpenWaits.pause')
    expect(text).toContain('Not ruled out: contention-bound')
    expect(text).not.toContain('Deadlock')
  })
})

describe('a recording of a service that does not hang', () => {
  it.each(['queue', 'idle'])('%s: one look at a moment changes no verdict', async (name) => {
    const { text } = await answerTo(name)
    expect(text).not.toContain('Deadlock')
    expect(text).not.toMatch(/Not ruled out:[^.]*contention-bound/)
  })
  it('counts a wait once, in the events', async () => {
    const { json } = await answerTo('queue')
    expect(json.signals['lock_wait_pct']?.value).toBeGreaterThan(1)
    // Of the threads of the program; counted twice it would be more than all.
    expect(json.signals['lock_wait_pct']?.value).toBeLessThan(50)
  })
})
