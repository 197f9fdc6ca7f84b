import type { Head } from '../head.ts'
import type { ReaderRow } from '../sniff.ts'

const svgStart = /^\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!DOCTYPE svg[^>]{0,300}>\s*)?(?:<!--[\s\S]{0,4000}?-->\s*)*<svg\b/i

const isSvg = (head: Head): boolean => head.isText && svgStart.test(head.text)

const isPage = (head: Head): boolean =>
  head.isText && /^\s*(?:<!--[\s\S]{0,4000}?-->\s*)?<(?:!DOCTYPE html|html)/i.test(head.text)

/** A heat map has its samples first, full of control characters and perhaps of megabytes, and its author after them. */
function isHeatmap(head: Head): boolean {
  if (!head.startsWith('<!DOCTYPE html>')) return false
  return /#heatmap-height-line|<pre id="executionsHeatmap">/.test(
    new TextDecoder().decode(head.bytes.subarray(0, 65_536)),
  )
}

/** Pages bring their libraries first: the data may begin after megabytes. */
function holds(head: Head, text: string): boolean {
  const wanted = new TextEncoder().encode(text)
  const { bytes } = head
  for (let at = bytes.indexOf(wanted[0] ?? 0); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1)) {
    let same = 1
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++
    if (same === wanted.length) return true
  }
  return false
}

/** Drawings that hold the numbers they were drawn from. */
export const pictureRows: readonly ReaderRow[] = [
  {
    format: 'flame-svg',
    sniff: (head) => (isSvg(head) ? 'yes' : 'no'),
    load: async () => (await import('./flameSvg.ts')).readFlameSvg,
  },
  {
    format: 'async-html',
    sniff: (head) =>
      isHeatmap(head) ||
      (isPage(head) && /<title>Tree view<\/title>/.test(head.text) && /<ul class="tree"/.test(head.text)) ||
      (isPage(head) && /async-profiler/.test(head.text) && /function f\(|<ul class=|preview_wrapper/.test(head.text))
        ? 'yes'
        : 'no',
    load: async () => (await import('./asyncHtml.ts')).readAsyncHtml,
  },
  {
    format: 'async-text',
    sniff: (head) => (head.startsWith('--- Execution profile ---') ? 'yes' : 'no'),
    load: async () => (await import('./asyncText.ts')).readAsyncText,
  },
  {
    format: 'memray-html',
    sniff: (head) => (isPage(head) && /<title>\s{0,20}memray - /.test(head.text) ? 'yes' : 'no'),
    load: async () => (await import('./memrayHtml.ts')).readMemrayHtml,
  },
  {
    format: 'pyinstrument',
    sniff: (head) => (isPage(head) && head.text.includes('pyinstrument') ? 'yes' : 'no'),
    load: async () => (await import('./pyinstrument.ts')).readPyinstrumentHtml,
  },
  {
    format: 'pyinstrument',
    sniff: (head) => (head.hasKeys('root_frame', 'cpu_time') ? 'yes' : 'no'),
    load: async () => (await import('./pyinstrument.ts')).readPyinstrumentJson,
  },
  {
    format: 'pyinstrument',
    sniff: ({ isText, text }) =>
      isText && /Recorded: \d[\s\S]{0,200}?Duration: [\s\S]{0,80}?CPU time: /.test(text.slice(0, 4000)) ? 'yes' : 'no',
    load: async () => (await import('./pyinstrumentText.ts')).readPyinstrumentText,
  },
  {
    format: 'tachyon-html',
    sniff: (head) =>
      isPage(head) && holds(head, 'const EMBEDDED_DATA = {') && holds(head, '"strings"') ? 'yes' : 'no',
    load: async () => (await import('./tachyonHtml.ts')).readTachyonHtml,
  },
  {
    format: 'clinic-html',
    sniff: (head) => (isPage(head) && holds(head, '<title>Clinic ') ? 'yes' : 'no'),
    load: async () => (await import('./clinicHtml.ts')).readClinicHtml,
  },
  {
    format: '0x-html',
    sniff: (head) => (isPage(head) && holds(head, 'visualizer({"') ? 'yes' : 'no'),
    load: async () => (await import('./zeroXHtml.ts')).readZeroXHtml,
  },
]
