/**
 * One or more panes as an SVG that stands alone: header with the verdict and the window, legend, every name escaped. Colours are given,
 * because a picture leaves the page and its style sheet.
 */
import { formatShare } from '../base/numbers.ts'
import type { Box, DiffBox } from './boxes.ts'

export interface PictureColours {
  readonly surface: string
  readonly ink: string
  readonly quietInk: string
  readonly frameInk: string
  readonly line: string
  readonly hues: Readonly<Record<string, string>>
  readonly grew: string
  readonly shrank: string
  readonly neutral: string
}

export interface PicturePane {
  readonly title: string
  /** "30.1 s of 600 s·core, 5 % busy" */
  readonly figure: string
  readonly boxes: readonly (Box | DiffBox)[]
  /** Shown value of a box, "11.4 s". */
  readonly amount: (box: Box) => string
  /** Total of the pane in the unit of the boxes: with it a wide box says its share as well. */
  readonly whole?: number
}

export interface Picture {
  readonly headline: string
  readonly sentence: string
  /** Since when and with which event; '' where nothing tells. */
  readonly since?: string
  /** Service, window in both zones. */
  readonly about: string
  /** The six numbers with their units, one line. */
  readonly signals?: string
  /** The function outlined in every pane, labelled where a chain holds it. */
  readonly outlined?: string
  readonly legend: readonly { readonly hue: string; readonly text: string }[]
  readonly panes: readonly PicturePane[]
  readonly colours: PictureColours
  readonly paneWidthPx?: number
}

const margin = 24
const rowHeight = 20
const paneHead = 44
const charPx = 6.4
const boldCharPx = 7.2

/** Text for XML: markup is escaped, and what XML does not allow is shown as a replacement. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      // Direction marks would reorder the rest of the label.
      .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '\u25AB')
      .replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)
  )
}

export function drawPicture(picture: Picture): string {
  const { panes, colours, paneWidthPx = 560 } = picture
  const rows = Math.max(
    1,
    ...panes.map(({ boxes }) => boxes.reduce((deepest, box) => Math.max(deepest, box.depth + 1), 0)),
  )
  const width = margin * 2 + panes.length * paneWidthPx + (panes.length - 1) * margin
  const head = headOf(picture, width - 2 * margin)
  const legend = placedLegend(picture.legend, width - 2 * margin)
  const height = head.heightPx + paneHead + rows * rowHeight + margin * 2 + 18 + legend.morePx
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>${escapeXml(picture.headline)}</title>`,
    `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v5" stroke="${colours.quietInk}" stroke-width="1"/></pattern></defs>`,
    `<rect width="100%" height="100%" fill="${colours.surface}"/>`,
    ...head.parts,
  ]
  for (const [index, pane] of panes.entries()) {
    const place = { left: margin + index * (paneWidthPx + margin), top: head.heightPx, width: paneWidthPx }
    parts.push(...drawPane(pane, place, picture))
  }
  parts.push(...drawLegend(legend, height - margin - legend.morePx, colours), '</svg>')
  return parts.join('\n')
}

/** A picture cannot be scrolled, and nothing in it unfolds: what one line has no room for goes on in the next. */
function headOf(picture: Picture, widthPx: number): { readonly parts: readonly string[]; readonly heightPx: number } {
  const { ink, quietInk } = picture.colours
  const sentence = [picture.sentence, picture.since ?? ''].filter((one) => one !== '').join(' ')
  const paragraphs = [
    { content: picture.headline, style: { size: 22, weight: 600, fill: ink }, perChar: 12.8, linePx: 26 },
    { content: sentence, style: { size: 15, fill: ink }, perChar: 7.4, linePx: 22 },
    { content: picture.signals ?? '', style: { size: 12, fill: ink }, perChar: 6.4, linePx: 22 },
    { content: picture.about, style: { size: 12, fill: quietInk }, perChar: 6.4, linePx: 18 },
  ]
  let y = 38
  const parts = paragraphs.flatMap(({ content, style, perChar, linePx }) =>
    linesOf(content, widthPx, perChar).map((line) => {
      const drawn = text({ x: margin, y, ...style }, line)
      y += linePx
      return drawn
    }),
  )
  return { parts, heightPx: y }
}

/** More than this is no head any more; the last line is cut then. */
const mostLines = 8

function linesOf(content: string, widthPx: number, perChar: number): readonly string[] {
  const most = Math.max(1, Math.floor(widthPx / perChar))
  const lines = ['']
  for (const word of content.split(' ')) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? word : `${last} ${word}`
    if (lines.length === mostLines || last === '' || Array.from(longer).length <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((line) => fit(line, widthPx, perChar))
}

function drawPane(
  pane: PicturePane,
  place: { readonly left: number; readonly top: number; readonly width: number },
  { colours, outlined }: Pick<Picture, 'colours' | 'outlined'>,
): string[] {
  const { left, width } = place
  const outlines: string[] = []
  const top = place.top + paneHead
  const parts = [
    text({ x: left, y: place.top + 16, size: 14, weight: 600, fill: colours.ink }, pane.title),
    text({ x: left, y: place.top + 34, size: 12, fill: colours.quietInk }, fit(pane.figure, width, 6.4)),
  ]
  for (const box of pane.boxes) {
    const x = left + box.x * width
    const boxWidth = Math.max(0.5, box.width * width - 1)
    const y = top + box.depth * rowHeight
    const fill = box.kind === 'smaller' ? 'url(#hatch)' : fillOf(box, colours)
    const name =
      box.kind === 'root'
        ? 'all'
        : box.kind === 'smaller'
          ? `${box.smaller} smaller`
          : box.names.length > 1
            ? `${isOutlined(box, outlined) ? outlined : box.names[box.lead]} ⋯ ${box.names.length - 1} folded`
            : (box.names[0] ?? '')
    parts.push(
      `<g><title>${escapeXml(`${box.names.join(' → ') || name}: ${pane.amount(box)}`)}</title><rect x="${round(x)}" y="${y}" width="${round(boxWidth)}" height="${rowHeight - 1}" rx="1" fill="${fill}" stroke="${colours.line}" stroke-width="0.5"/>`,
    )
    if (boxWidth > 40 && box.kind !== 'smaller') {
      const value = valueText(pane, box, boxWidth)
      const valuePx = value === '' ? 0 : value.length * charPx + 8
      parts.push(
        text(
          { x: x + 4, y: y + 14, size: 11, weight: box.own ? 600 : 400, fill: colours.frameInk },
          frameLabel(box, name, boxWidth - 8 - valuePx),
        ),
      )
      if (value !== '')
        parts.push(text({ x: x + boxWidth - valuePx + 4, y: y + 14, size: 11, fill: colours.frameInk }, value))
    }
    parts.push('</g>')
    if (isOutlined(box, outlined))
      outlines.push(
        `<rect x="${round(x + 1)}" y="${y + 1}" width="${round(Math.max(1, boxWidth - 2))}" height="${rowHeight - 3}" fill="none" stroke="${colours.ink}" stroke-width="2"/>`,
      )
  }
  // Above all frames, so that no neighbour covers half of a line.
  return [...parts, ...outlines]
}

function isOutlined(box: Box, outlined: string | undefined): boolean {
  return outlined !== undefined && box.names.includes(outlined)
}

/** Amount and share where there is room for both beside a name, the amount alone where there is room for that. */
function valueText({ amount, whole = 0 }: PicturePane, box: Box, widthPx: number): string {
  const value = amount(box)
  if (whole > 0 && widthPx >= 200) return `${value} · ${formatShare(box.total / whole)}`
  return widthPx >= 120 ? value : ''
}

/** Own code is bold, and bold is wider. */
function frameLabel(box: Box, name: string, widthPx: number): string {
  const perChar = box.own ? boldCharPx : charPx
  const shorter = box.kind === 'frame' ? endsOf(name) : [name]
  const most = widthPx / perChar
  return shorter.find((one) => one.length <= most) ?? cutEnd(shorter.at(-1) ?? name, most)
}

/** A name and its ends, at whole segments: a/b/book.(*Book).Place, book.(*Book).Place, (*Book).Place, Place. */
export function endsOf(name: string): readonly string[] {
  const ends = [name]
  let depth = 0
  for (let at = 0; at < Math.min(name.length, 500); at++) {
    const char = name[at] ?? ''
    if ('([{<'.includes(char)) depth++
    else if (')]}>'.includes(char)) depth--
    else if (depth === 0 && /[./:]/.test(char) && at + 1 < name.length && !/[./:]/.test(name[at + 1] ?? ''))
      ends.push(name.slice(at + 1))
  }
  return ends
}

function cutEnd(text: string, most: number): string {
  const chars = Array.from(text)
  return chars.length <= most ? text : `${chars.slice(0, Math.max(1, Math.floor(most) - 1)).join('')}…`
}

function fillOf(box: Box | DiffBox, colours: PictureColours): string {
  if (!('step' in box)) return colours.hues[box.hue] ?? colours.neutral
  if (box.step === 0) return colours.neutral
  return box.step > 0 ? colours.grew : colours.shrank
}

const legendRowPx = 18

/** In as many rows as the picture's width asks for, each entry with its place in them. */
function placedLegend(legend: Picture['legend'], widthPx: number) {
  let [x, row] = [margin, 0]
  const entries = legend.map((entry) => {
    const needPx = 15 + entry.text.length * charPx + 18
    if (x > margin && x + needPx > margin + widthPx) [x, row] = [margin, row + 1]
    const placed = { ...entry, x, row }
    x += needPx
    return placed
  })
  return { entries, morePx: row * legendRowPx }
}

function drawLegend({ entries }: ReturnType<typeof placedLegend>, top: number, colours: PictureColours): string[] {
  return entries.flatMap(({ hue, text: words, x, row }) => {
    const fill =
      colours.hues[hue] ?? (hue === 'grew' ? colours.grew : hue === 'shrank' ? colours.shrank : colours.neutral)
    const y = top + row * legendRowPx
    return [
      `<rect x="${round(x)}" y="${y - 9}" width="10" height="10" fill="${fill}" stroke="${colours.line}" stroke-width="0.5"/>`,
      text({ x: x + 15, y, size: 11, fill: colours.quietInk }, words),
    ]
  })
}

interface TextStyle {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly weight?: number
  readonly fill: string
}

function text({ x, y, size, weight = 400, fill }: TextStyle, content: string): string {
  return `<text x="${round(x)}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" unicode-bidi="plaintext">${escapeXml(content)}</text>`
}

/** Cut in the middle to about the width; a picture has no text metrics to ask. */
function fit(content: string, widthPx: number, perChar: number): string {
  const most = Math.max(1, Math.floor(widthPx / perChar))
  const chars = Array.from(content)
  if (chars.length <= most) return content
  const head = Math.ceil((most - 1) * 0.6)
  return `${chars.slice(0, head).join('')}…${chars.slice(chars.length - Math.max(0, most - 1 - head)).join('')}`
}

const round = (value: number): number => Math.round(value * 100) / 100
