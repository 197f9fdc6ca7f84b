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
  it('is five lines with diagnosis, numbers, leaders, both zones and the link', () => {
    const lines = chatMarkdown({ analysis, service: 'payments-api', link: 'https://trifold.example/#v=2', zone }).split(
      '\n',
    )
    expect(lines).toHaveLength(5)
    expect(lines[0]).toContain('payments-api: contention-bound')
    expect(lines[2]).toMatch(/lock wait \d+ %/i)
    expect(lines[2]).toContain('`json.')
    expect(lines[3]).toMatch(/IST \(.*UTC\)/)
    expect(lines[4]).toBe('https://trifold.example/#v=2')
  })

  it('says the window in the zone of whoever sends it, with UTC beside it', () => {
    const line = chatMarkdown({ analysis, service: 's', link: 'l', zone: 'Europe/Berlin' }).split('\n')[3]
    expect(line).toMatch(/GMT\+\d \(.*UTC\)/)
    expect(line).not.toContain('IST')
  })

  it('shows names as code, without backslashes that plain text would keep', () => {
    const [, sentence = ''] = chatMarkdown({ analysis, service: 's', link: 'l', zone }).split('\n')
    expect(sentence).toContain('`logging.Handler.handle`')
    expect(sentence).not.toContain('\\')
  })

  it('cannot be made to say something else by a name', () => {
    const view = analysis.views.cpu
    if (view.state !== 'measured') throw new Error('CPU was measured')
    const hostile = '`](http://evil) @everyone\n# big \u202e'
    const views = {
      ...analysis.views,
      cpu: { ...view, top: [{ name: hostile, self: view.total, total: view.total, samples: 9 }] },
    }
    const text = chatMarkdown({ analysis: { ...analysis, views }, service: '**x** <script>', link: 'l', zone })
    expect(text.split('\n')).toHaveLength(5)
    expect(text).not.toContain('@everyone')
    expect(text).not.toContain('\u202e')
    expect(text).not.toContain('**x**')
    expect(text).toContain("`'](http://evil) @ everyone # big`")
    expect(escapeMarkdown('a_b*c')).toBe('a\\_b\\*c')
    expect(escapeMarkdown('|x| <!here> @here https://evil.example www.evil.example')).toBe(
      '\\|x\\| \\<!here\\> @ here https:// evil.example www. evil.example',
    )
  })
})
