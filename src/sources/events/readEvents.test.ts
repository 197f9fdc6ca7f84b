import { describe, expect, it } from 'vitest'
import { createHttp } from '../http/http.ts'
import { parseEvents, readEvents } from './readEvents.ts'

const at = (text: string): number => Date.parse(`2026-11-22T${text}+05:30`)
const asked = { service: 'payments-api', window: { fromMs: at('18:00:00'), untilMs: at('19:00:00') } }
const parse = (value: unknown): ReturnType<typeof parseEvents> => parseEvents(JSON.stringify(value), asked)

describe('events of a service', () => {
  it('are those of it or of none in particular, inside the time, in order', () => {
    const events = parse([
      { at: '2026-11-22T18:20:24+05:30', text: 'audit logging\nswitched on', service: 'payments-api' },
      { at: '2026-11-22T18:10:00+05:30', text: 'region drained' },
      { at: '2026-11-22T18:11:00+05:30', text: 'deploy', service: 'checkout' },
      { at: '2026-11-22T21:00:00+05:30', text: 'later' },
    ])
    expect(events).toEqual({
      ok: true,
      value: [
        { atMs: at('18:10:00'), text: 'region drained' },
        { atMs: at('18:20:24'), text: 'audit logging switched on' },
      ],
    })
  })

  it('may be annotations with milliseconds, in a list of their own', () => {
    const time = at('18:30:00')
    expect(parse({ events: [{ time, text: 'v2 out' }] })).toEqual({ ok: true, value: [{ atMs: time, text: 'v2 out' }] })
  })

  it('have what the eye would miss in their words made visible', () => {
    const text = JSON.stringify([{ at: '2026-11-22T12:50:10Z', text: 'deploy \u202e1.2v' }])
    const window = { fromMs: Date.parse('2026-11-22T12:50:00Z'), untilMs: Date.parse('2026-11-22T12:51:00Z') }
    const read = parseEvents(text, { service: 'orders', window })
    expect(read.ok && read.value.map((one) => one.text)).toEqual(['deploy ⟨U+202E⟩1.2v'])
  })

  it('that are wrong cost themselves; where none is right, one sentence says why', () => {
    const right = { at: '2026-11-22T18:30:00+05:30', text: 'deploy' }
    expect(parse([{ at: '18:30', text: 'when?' }, right, 7])).toMatchObject({ ok: true, value: [{ text: 'deploy' }] })
    expect(parse([{ when: 'now' }])).toMatchObject({
      ok: false,
      error: { where: 'events', what: expect.stringContaining('needs "at"') },
    })
    expect(parse([])).toEqual({ ok: true, value: [] })
    expect(parseEvents('<html>', asked)).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining('not JSON') },
    })
  })

  it('are asked with the service and the time, and at most two hundred of them are kept, the newest', async () => {
    const urls: string[] = []
    const many = Array.from({ length: 500 }, (_, n) => ({ time: asked.window.fromMs + n * 1000, text: `event ${n}` }))
    const http = createHttp({
      fetch: (input) => {
        urls.push(input instanceof Request ? input.url : String(input))
        return Promise.resolve(new Response(JSON.stringify(many), { headers: { 'content-type': 'application/json' } }))
      },
      pageUrl: 'https://trifold.example/',
    })
    const read = await readEvents(http, 'https://trifold.example/events', asked)
    expect(urls).toEqual([
      'https://trifold.example/events?service=payments-api&from=2026-11-22T12%3A30%3A00.000Z&until=2026-11-22T13%3A30%3A00.000Z',
    ])
    expect(read.ok && [read.value.length, read.value[0]?.text, read.value.at(-1)?.text]).toEqual([
      200,
      'event 300',
      'event 499',
    ])
  })
})
