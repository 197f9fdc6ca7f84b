/**
 * Flame graphs as SVG, read back: py-spy, inferno (cargo flamegraph, rbspy), flamegraph.pl, also of differences. Each box says its exact
 * number in its title; where it stands says on which box it lies:
 *
 *   <text id="title" …>Flame Graph</text>
 *   <g><title>main (svc.py:240) (79 samples, 2.59%)</title><rect x="0.0000%" y="84" width="2.59%" … fg:x="0" fg:w="79"/></g>
 *   <rect x="835.1" y="273" width="0.1" … onmouseover="s('mysqld`rec_get_status (31 samples, 0.01%)')" />       (the oldest)
 *   <title>main (90 samples, 12.00%; +3.10%)</title>                                                            (a difference)
 */
import { err, ok } from '../../base/result.ts'
import { factsOnly } from '../counters/factsOnly.ts'
import { cpuFacts, PprofHeader } from '../counters/pprofHeader.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { type DrawnBox, placeBoxes } from './boxes.ts'
import { drawnPart, type Drawing } from './drawnPart.ts'
import { pySpyBounds } from './pySpyBounds.ts'
import { pySpySwitches } from './pySpyTitle.ts'
import { attribute, forEachTag, unescapeXml } from './xml.ts'

/** A picture that a browser opens; a larger one is no picture anybody looked at. */
const largestBytes = 128 * 1024 * 1024

export const readFlameSvg: FormatReader = (bytes, options) => {
  if (bytes.length > largestBytes) {
    const what = `the picture has ${Math.round(bytes.length / 1e6)} MB, and at most 128 MB are read`
    return err({ code: 'too-large', where: options.fileName, what, todo: 'open the profile it was drawn from' })
  }
  const text = new TextDecoder().decode(bytes)
  if (!/<\/svg\s*>/i.test(text))
    return err({
      code: 'truncated',
      where: options.fileName,
      what: 'the picture breaks off: boxes that are not in it would count as their callers’ own time',
      todo: 'Save or download it again',
    })
  const { boxes, title, unit } = boxesOf(text)
  const placed = placeBoxes(boxes)
  if (placed.boxes.length === 0) {
    const graph = pprofGraph(text)
    if (graph !== undefined) return graph
    if (drawnOfNothing.test(text))
      return err({
        code: 'empty',
        where: options.fileName,
        what: 'it is an empty picture: not one sample was taken while it recorded, so nothing ran that it counts (with --gil: no thread held the GIL)',
        todo: 'open a dump of the threads beside it: it says what they wait for',
      })
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: 'it is a picture without the boxes of a flame graph in it',
      todo: 'Open the profile the picture was drawn from, for example the folded stacks',
    })
  }
  if (isOfFil(title) && /reversed/i.test(title))
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: 'it is Fil’s picture turned round: what allocated is at its root, and its callers stand on it',
      todo: 'Open the peak-memory.svg beside it',
    })
  const switches = pySpySwitches(title)
  const drawing: Drawing = {
    ...placed,
    unit,
    ...(switches ? { pySpy: switches } : kindOfTitle(title)),
    isDifference: placed.boxes.some(({ grownPercent }) => grownPercent !== undefined),
  }
  const parts: readonly ParsedPart[] = drawing.isDifference
    ? [drawnPart(drawing, 'base'), drawnPart(drawing, 'head')]
    : [drawnPart(drawing)]
  const total = placed.boxes[0]?.value ?? 0
  return ok({ format: 'flame-svg', parts, facts: switches ? pySpyBounds(switches, total, parts[0]?.profile) : {} })
}

/** What inferno and flamegraph.pl draw where they were given no stack; py-spy's command line is not in it. */
const drawnOfNothing = />ERROR: No (?:valid input provided to flamegraph|stack counts found)</

/** `pprof -svg` draws a graph of calls, not a flame graph; its legend says how much CPU there was. */
function pprofGraph(text: string): ReturnType<FormatReader> | undefined {
  if (!text.includes('Total samples = ')) return undefined
  const header = new PprofHeader()
  forEachTag(text, ({ name, end }) => {
    if (name === 'text') header.line(textAfter(text, end).trim())
  })
  const { type, total, lengthMs, window } = header
  if (total === undefined || (type !== '' && type !== 'cpu')) return undefined
  return factsOnly({
    format: 'pprof-svg',
    runtime: 'go',
    facts: cpuFacts(total, lengthMs, 0, 0, window),
    notes: ['a graph of calls: of it only the sum of its legend is read; open the profile itself for a flame graph'],
  })
}

interface FoundBoxes {
  readonly boxes: readonly DrawnBox[]
  readonly title: string
  /** "samples", "bytes", "ms": what the numbers are of. */
  readonly unit: string
}

function boxesOf(text: string): FoundBoxes {
  const boxes: DrawnBox[] = []
  let title: string | undefined
  let info: string | undefined
  let unit = ''
  let unread = 0
  forEachTag(text, ({ name, attributes, end }) => {
    if (name === 'title') info = textAfter(text, end)
    else if (name === 'g' || name === '/g' || name === 'a') info = hovered(attributes)
    else if (name === 'text') {
      const isTitle = attribute(attributes, 'id') === 'title'
      if (isTitle || title === undefined) title = textAfter(text, end)
    } else if (name === 'rect') {
      const label = info ?? hovered(attributes)
      if (label === undefined) return
      const found = infoOf(label) ?? ownWidth(label, attributes)
      const box = found && boxOf(attributes, found)
      if (!box) {
        unread++
        return
      }
      boxes.push(box)
      unit ||= found.unit
    }
  })
  // A picture whose labels are of another kind is not read by the few that look alike.
  return { boxes: unread > boxes.length ? [] : boxes, title: title ?? '', unit }
}

function textAfter(text: string, at: number): string {
  const end = text.indexOf('<', at)
  return unescapeXml(text.slice(at, end < 0 ? text.length : end))
}

/** onmouseover="s('name (31 samples, 0.01%)')" of the time before titles. */
function hovered(attributes: string): string | undefined {
  const script = attribute(attributes, 'onmouseover')
  return script?.startsWith("s('") === true ? script.slice(3, script.lastIndexOf("'")) : undefined
}

/** inferno's boxes know their number even where somebody gave them other titles. */
function ownWidth(name: string, attributes: string): Info | undefined {
  const value = Number(attribute(attributes, 'fg:w') ?? Number.NaN)
  return Number.isFinite(value) ? { name, value, unit: '' } : undefined
}

interface Info {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly grownPercent?: number
}

/** "name (1,234 samples, 12.34%; +1.20%)": the name may hold anything, so it is read from the end. */
function infoOf(text: string): Info | undefined {
  const open = text.lastIndexOf(' (')
  if (open <= 0 || text.length - open > 200) return undefined
  const found =
    /^ \((\d[\d,]{0,24}(?:\.\d{1,9})?) ([^,;]{1,60}), \d{1,3}(?:\.\d{1,6})?%(?:; ([+-]?\d{1,5}(?:\.\d{1,6})?)%)?\)$/.exec(
      text.slice(open),
    )
  if (!found) return undefined
  const [, value = '', unit = '', grown] = found
  return {
    // perf's own marks of kernel, inlined and compiled frames.
    name: text.slice(0, open).replace(/_\[[kwij]\]$/, ''),
    value: Number(value.replaceAll(',', '')),
    unit,
    ...(grown === undefined ? {} : { grownPercent: Number(grown) }),
  }
}

function boxOf(attributes: string, { name, value, grownPercent }: Info): DrawnBox | undefined {
  // Exact places where inferno gives them; else those of the drawing, in pixels.
  const exact = attribute(attributes, 'fg:x') !== undefined
  const x = Number.parseFloat(attribute(attributes, exact ? 'fg:x' : 'x') ?? '')
  const width = Number.parseFloat(attribute(attributes, exact ? 'fg:w' : 'width') ?? '')
  const y = Number.parseFloat(attribute(attributes, 'y') ?? '')
  if (![x, width, y, value].every(Number.isFinite) || width < 0 || value < 0) return undefined
  return { name, value, x, width, y, ...(grownPercent === undefined ? {} : { grownPercent }) }
}

/** Fil draws what a Python program held when it held most. */
const isOfFil = (title: string): boolean => title.startsWith('Peak Tracked Memory Usage (')

/** Only what the words of a title can mean; a title is anything, and nothing of it is kept. */
function kindOfTitle(title: string): Pick<Drawing, 'kind' | 'isOfFil'> {
  if (isOfFil(title)) return { kind: 'heap', isOfFil: true }
  if (/\boff-?cpu\b/i.test(title)) return { kind: 'block' }
  if (/\bcpu\b/i.test(title)) return { kind: 'cpu' }
  if (/\bwall(?:[ -]clock)?\b/i.test(title)) return { kind: 'wall' }
  return {}
}
