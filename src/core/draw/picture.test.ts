import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../testing/anyText.ts'
import type { Box } from './boxes.ts'
import { type PicturePane, drawPicture, endsOf, escapeXml } from './picture.ts'

const colours = {
  surface: '#000',
  ink: '#fff',
  quietInk: '#999',
  frameInk: '#111',
  line: '#222',
  hues: { own: '#abc' },
  grew: '#fa0',
  shrank: '#0af',
  neutral: '#888',
}

const boxOf = (name: string): Box => ({
  x: 0,
  width: 1,
  depth: 0,
  parent: -1,
  names: [name],
  lead: 0,
  kind: 'frame',
  smaller: 0,
  self: 1,
  total: 1,
  samples: 1,
  package: '',
  hue: 'own',
  own: true,
  match: false,
  hasChildren: false,
  node: 1,
})

const paneNamed = (name: string): PicturePane => ({
  title: 'CPU',
  figure: name,
  boxes: [boxOf(name)],
  amount: () => '1 s',
})

function pictureOf(name: string): string {
  return drawPicture({
    headline: name,
    sentence: name,
    about: name,
    legend: [{ hue: 'own', text: name }],
    panes: [paneNamed(name)],
    colours,
  })
}

describe('the head of a picture', () => {
  const headed = (paneWidthPx: number, since?: string): readonly string[] => {
    const sentence = 'Goroutines spend 94 % of wall time waiting for locks, most of it in book.(*Book).Place.'
    const about = { headline: 'Contention-bound', sentence, about: 'orderbook', legend: [], panes: [], colours }
    const svg = drawPicture({
      ...about,
      paneWidthPx,
      panes: [paneNamed('CPU')],
      ...(since === undefined ? {} : { since }),
    })
    return [...svg.matchAll(/<text [^>]*font-size="15"[^>]*>([^<]*)</g)].map(([, line]) => line ?? '')
  }

  it('says since when, and goes on in the next line instead of being cut', () => {
    const since = 'Since 18:17:24 IST, with “market open”.'
    const lines = headed(560, since)
    expect(lines.length).toBe(2)
    expect(lines.join(' ')).toContain(`book.(*Book).Place. ${since}`)
    expect(headed(1600, since)).toHaveLength(1)
  })

  it('says nothing of it where nothing tells, and cuts what no line holds', () => {
    expect(headed(560).join(' ')).toMatch(/Place\.$/)
    const [, ...more] = headed(560, 'x'.repeat(300))
    expect(more.join('')).toContain('…')
    expect(Math.max(...more.map((line) => line.length))).toBeLessThan(76)
  })
})

describe('the legend of a picture', () => {
  const places = (paneWidthPx: number): readonly (readonly [number, number])[] => {
    const texts = ['own code', 'encoding', 'logging', 'framework, HTTP', 'database, files', 'cache', 'runtime, other']
    const svg = drawPicture({
      headline: '',
      sentence: '',
      about: '',
      colours,
      panes: [paneNamed('CPU')],
      paneWidthPx,
      legend: texts.map((text) => ({ hue: 'own', text })),
    })
    return texts.map((text) => {
      const found = new RegExp(`<text x="([^"]+)" y="([^"]+)"[^>]*>${text}<`).exec(svg)
      return [Number(found?.[1]) + text.length * 6.4, Number(found?.[2])]
    })
  }

  it('goes on in the next row where one pane is narrower than it, and stays one row where it is not', () => {
    expect(Math.max(...places(560).map(([right]) => right))).toBeLessThanOrEqual(24 + 560)
    expect(new Set(places(560).map(([, y]) => y)).size).toBe(2)
    expect(new Set(places(1600).map(([, y]) => y)).size).toBe(1)
  })
})

describe('a picture of a pane', () => {
  it('never lets a name become markup', () => {
    const hostile = '</text><script>alert(1)</script><image href="x" onerror="y"/>'
    const svg = pictureOf(hostile)
    expect(svg).not.toContain('<script')
    expect(svg).not.toContain('<image')
    expect(svg).toContain('&#60;script&#62;')
  })

  it('shortens a name from its front, at whole segments', () => {
    expect(endsOf('a.b/c/book.(*Book[x.y]).Place')).toEqual([
      'a.b/c/book.(*Book[x.y]).Place',
      'b/c/book.(*Book[x.y]).Place',
      'c/book.(*Book[x.y]).Place',
      'book.(*Book[x.y]).Place',
      '(*Book[x.y]).Place',
      'Place',
    ])
    expect(endsOf('std::vector<a::b>::push')).toEqual(['std::vector<a::b>::push', 'vector<a::b>::push', 'push'])
  })

  it('says amounts and shares where there is room, and outlines the selected function, in chains by its name', () => {
    const frame = { ...boxOf('a'), x: 0, width: 0.8, depth: 1, parent: 0, total: 8 }
    const svg = drawPicture({
      headline: 'CPU-bound',
      sentence: 's',
      about: 'a',
      signals: 'CPU use 84 %',
      outlined: 'shop.Pay',
      legend: [],
      panes: [
        {
          title: 'CPU',
          figure: '10 s',
          whole: 10,
          amount: ({ total }) => `${total} s`,
          boxes: [
            { ...boxOf('main'), total: 10 },
            { ...frame, names: ['http.serve', 'shop.Pay', 'shop.guard'], lead: 2, kind: 'chain' },
            { ...frame, names: ['tiny'], depth: 2, parent: 1, width: 0.1, total: 1 },
          ],
        },
      ],
      colours,
    })
    expect(svg).toContain('>8 s · 80 %<')
    expect(svg).toContain('shop.Pay ⋯ 2 folded')
    expect(svg).toContain('<title>http.serve → shop.Pay → shop.guard: 8 s</title>')
    expect(svg).toContain('CPU use 84 %')
    expect(svg.match(/fill="none" stroke="#fff"/g)).toHaveLength(1)
    expect(svg).not.toContain('>1 s')
  })

  it('is well-formed for any name, with every element closed', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 60 }), (name) => {
        const svg = pictureOf(name)
        expect(svg.split('<text').length).toBe(svg.split('</text>').length)
        // oxlint-disable-next-line no-control-regex
        expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
        expect(escapeXml(name)).not.toMatch(/[<>"']/)
      }),
    )
  })
})
