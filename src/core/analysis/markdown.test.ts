import type { Analysis } from './analysis.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from '../analyst/analyst.ts'
import { chatMarkdown, escapeMarkdown } from './markdown.ts'

let analysis: Analysis

beforeAll(async () => {
  const analyst = new Analyst()
  const loaded = await loadRecording(analyst, 'public/recordings/payments-api')
  if (!loaded.ok) throw new Error(loaded.error.what)
  const { opened, captures } = loaded.value
  if (!opened.opens) throw new Error('the recording opens somewhere')
  analysis = analyst.analyse({
    captureIds: captures.map(({ id }) => id),
    window: opened.opens,
    settings: opened.settings,
  })
})

const zone = 'Asia/Kolkata'

describe('the text for an incident channel', () => {
  it('says verdict, since when, where to look, what to do, the deciding numbers, both zones and the link', () => {
    const since = 'Since 18:20:24 IST, with “audit logging switched on”.'
    const text = chatMarkdown({ analysis, service: 'payments-api', link: 'https://trifold.example/#v=2', zone, since })
    const lines = text.split('\n')
    expect(lines).toHaveLength(8)
    expect(lines[0]).toBe(`payments-api: ${analysis.story.diagnosis.text}`)
    expect(lines[2]).toBe(since)
    expect(lines[3]).toBe('Look at: LOCK, `logging.Handler.handle`')
    expect(lines[4]).toBe(
      'Next: Raise the log level for a minute: if the waits vanish, log asynchronously or to a buffer.',
    )
    expect(lines[5]).toMatch(/lock wait \d+ %/i)
    expect(lines[6]).toMatch(/IST \(.*UTC\)/)
    expect(lines[7]).toBe('https://trifold.example/#v=2')
    // What is only wide in a pane where nothing decides is not passed on.
    expect(text).not.toContain('json.')
    expect(text).not.toContain('**')
  })

  it('passes a bound on as one', () => {
    const { lock_wait_pct: wait } = analysis.story.signals
    const numbersOf = (value: number): string | undefined => {
      const signals = {
        ...analysis.story.signals,
        lock_wait_pct: { ...wait, value, bound: 'lower' },
      } as Analysis['story']['signals']
      const bounded = { ...analysis, story: { ...analysis.story, signals } }
      return chatMarkdown({ analysis: bounded, service: 's', link: 'l', zone }).split('\n').at(-3)
    }
    expect(numbersOf(81)).toContain('lock wait at least 81 % of')
    expect(numbersOf(0.002)).toMatch(/lock wait recorded \S+ %/)
  })

  it('says nothing about since when where that is not known', () => {
    expect(chatMarkdown({ analysis, service: 's', link: 'l', zone })).not.toContain('Since')
  })

  it('says the window in the zone of whoever sends it, with UTC beside it', () => {
    const line = chatMarkdown({ analysis, service: 's', link: 'l', zone: 'Europe/Berlin' }).split('\n').at(-2)
    expect(line).toMatch(/GMT\+\d \(.*UTC\)/)
    expect(line).not.toContain('IST')
  })

  it('shows names as code, without backslashes that plain text would keep', () => {
    const [, sentence = ''] = chatMarkdown({ analysis, service: 's', link: 'l', zone }).split('\n')
    expect(sentence).toContain('`logging.Handler.handle`')
    expect(sentence).not.toContain('\\')
  })

  it('says what changed first, with names as code: no chat shows a backslash in a Go method', () => {
    const change = [{ text: 'pricing.(*Cache).LookupCached', as: 'code' }, { text: ' is no longer reached.' }] as const
    const [first] = chatMarkdown({
      analysis,
      service: 's',
      link: 'l',
      zone,
      change,
      transition: 'CPU 21 → 45 %',
    }).split('\n')
    expect(first).toBe('s: `pricing.(*Cache).LookupCached` is no longer reached')
  })

  it('cannot be made to say something else by a name', () => {
    const hostile = '`](http://evil) @everyone\n# big \u202e'
    const named = analysis.story.sentence.map((part) => (part.as === 'code' ? { ...part, text: hostile } : part))
    const story = { ...analysis.story, sentence: named }
    const text = chatMarkdown({
      analysis: { ...analysis, story },
      service: '**x** <script>',
      link: 'l',
      zone,
      since: 'with “@everyone”',
    })
    expect(text.split('\n')).toHaveLength(8)
    expect(text).not.toContain('@everyone')
    expect(text).not.toContain('\u202e')
    expect(text).not.toContain('**x**')
    expect(text).toContain("`'](http://evil) @ everyone # big`")
    expect(escapeMarkdown('a_b*c')).toBe('a\\_b\\*c')
    // A quotation begins with it; inside a line it is a sign like any other, and half of all channels would show the backslash.
    expect(escapeMarkdown('> load > capacity')).toBe('\\> load > capacity')
    expect(escapeMarkdown('|x| <!here> @here https://evil.example www.evil.example')).toBe(
      '\\|x\\| \\<!here> @ here https:// evil.example www. evil.example',
    )
  })
})
