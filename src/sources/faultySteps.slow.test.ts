/**
 * A store that fails in the middle: each call that the answer is made of, in each way that stores and what stands before them fail. The
 * whole answer, or a sentence that says what failed; never less than the whole without a word. What the page makes of it: e2e/faultSteps.spec.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faulty, type Fault, type FaultyServer } from '../../e2e/servers/faulty.ts'
import { earlier, storeKinds, type StoreKind } from '../../e2e/servers/faultyStore.ts'
import { analyseCaptures } from '../../e2e/servers/readCaptures.ts'
import type { TestServer } from '../../e2e/servers/serve.ts'
import { type RecordedService, recordedService } from '../../e2e/servers/storedProfiles.ts'
import { Analyst } from '../core/analyst/analyst.ts'
import type { TimeWindow } from '../core/base/units.ts'
import { createHttp } from './http/http.ts'
import { parca } from './parca/parca.ts'
import { pyroscope } from './pyroscope/pyroscope.ts'
import type { CaptureSet, ProfileSource } from './source.ts'

let recorded: RecordedService
beforeAll(async () => {
  recorded = await recordedService('orderbook')
})

const sentences: Readonly<Record<Fault, RegExp>> = {
  dies: /could not be reached|broke off/,
  'dies in the middle': /broke off/,
  hangs: /nothing came for/,
  'too many': /\(429\)/,
  fails: /the server failed \(500\)/,
  'shows a page': /HTML page|login page/,
}
const faults = Object.keys(sentences) as Fault[]

describe.each(['pyroscope', 'parca'] as const)('of %s', (kind: StoreKind) => {
  let behind: TestServer
  let store: FaultyServer
  beforeAll(async () => {
    behind = await storeKinds[kind].start(recorded)
    store = await faulty(behind.url)
  })
  /** As a page that was just opened: it remembers nothing. It is patient with all but what hangs, so that a busy machine is no fault of a store. */
  function fresh(hangsAfterMs?: number): ProfileSource {
    const config = { name: 'prod', title: 'prod', url: store.url, headers: {} }
    const http = createHttp({ fetch, timeoutMs: hangsAfterMs ?? 10_000 })
    const asking = { http, now: () => recorded.incident.untilMs + 3_600_000 }
    return kind === 'parca'
      ? parca({ ...asking, config: { ...config, kind, serviceLabel: 'job' } })
      : pyroscope({ ...asking, config: { ...config, kind } })
  }
  afterAll(async () => {
    await store.close()
    await behind.close()
  })

  interface Outcome {
    /** Whatever it says that failed or is not there. */
    readonly said: readonly string[]
    /** Everything, where all of it could be read. */
    readonly whole: CaptureSet | undefined
  }

  /** The list of services, then everything that a window is made of, as the page asks for it. */
  async function outcome(window: TimeWindow = recorded.incident, hangsAfterMs?: number): Promise<Outcome> {
    const source = fresh(hangsAfterMs)
    const services = await source.services(window)
    const set = await source.captures({ service: 'orderbook', labels: {} }, window)
    const failed = [services, set].flatMap((one) => (one.ok ? [] : [one.error.what]))
    if (!set.ok) return { said: failed, whole: undefined }
    const { absent, fleet, captures } = set.value
    const told = [...absent, ...(fleet?.failed ?? [])].map((one) => JSON.stringify(one))
    const analyst = new Analyst()
    const unread: string[] = []
    for (const ref of captures) {
      const bytes = await ref.read()
      const loaded = bytes.ok ? await analyst.load({ bytes: bytes.value, fileName: ref.file, hints: ref.hints }) : bytes
      if (!loaded.ok) unread.push(loaded.error.what)
    }
    return { said: [...failed, ...told, ...unread], whole: unread.length > 0 ? undefined : set.value }
  }

  /** On a busy machine what is well can take as long as what hangs, and what comes after it is never asked: then with more patience. */
  async function outcomeOf(fault: Fault, at: RegExp, window?: TimeWindow): Promise<Outcome> {
    const before = store.failed()
    for (const hangsAfterMs of fault === 'hangs' ? [400, 4000] : [undefined]) {
      store.fail(fault, at)
      const found = await outcome(window, hangsAfterMs).finally(() => store.heal())
      if (store.failed() > before) return found
    }
    return expect.fail('it was not asked')
  }

  const patternOf = async (set: CaptureSet): Promise<string> =>
    (await analyseCaptures(set, recorded.incident, 1)).story.diagnosis.pattern

  it('that is well gives the verdict of the recording, and says of nothing that it failed', async () => {
    const { said, whole } = await outcome()
    expect(whole && (await patternOf(whole))).toBe('contention-bound')
    for (const one of said) for (const sentence of Object.values(sentences)) expect(one).not.toMatch(sentence)
  })

  for (const step of storeKinds[kind].steps)
    it.each(faults)(`that %s at ${step}`, async (fault) => {
      const { said, whole } = await outcomeOf(fault, new RegExp(`/${step}$`))
      const isSaid = said.some((one) => sentences[fault].test(one))
      // What is spare may go without a word, where it takes nothing from the verdict; the profiles may not.
      const isSpare = storeKinds[kind].spare.some((one: string) => one === step)
      if (!isSpare) expect({ isSaid, said }).toMatchObject({ isSaid: true })
      else if (!isSaid) expect(whole && (await patternOf(whole))).toBe('contention-bound')
      if (step === storeKinds[kind].steps.at(-1)) expect(whole?.captures ?? []).toEqual([])
    })

  // Pyroscope alone is asked how far back it goes, where a window has nothing in it.
  const asksHowFar = kind === 'pyroscope' ? faults : []
  for (const fault of asksHowFar)
    it(`that ${fault} when it is asked how far back it goes`, async () => {
      const hourBefore = earlier(recorded.incident, 3_600_000)
      const well = await outcome(hourBefore)
      expect(well.said.join()).toMatch(/its oldest profile is from/)
      const { said, whole } = await outcomeOf(fault, /GetProfileStats$/, hourBefore)
      expect(whole).toBeUndefined()
      // There is nothing all the same, and no date that nobody told.
      expect(said.join()).toMatch(/nothing/)
      expect(said.join()).not.toMatch(/oldest/)
    })
})
