/** The panes on screen as pictures: what a chat or a document can hold when it cannot hold a link. */
import { type Picture, type PicturePane, drawPicture } from '../core/report/picture.ts'
import { formatAmount } from '../core/diff/wording.ts'
import { plainText } from '../core/report/words.ts'
import { clockUtc, dateIst, windowIst } from '../core/report/numbers.ts'
import type { PaneId, View } from '../core/link/view.ts'
import { paneIds } from '../core/link/view.ts'
import type { ViewKind } from '../core/window/windowProfiles.ts'
import { type Analysis, type ComparisonSubject, type Subject, hues } from '../core/workspace/questions.ts'
import type { Comparison } from '../core/diff/comparison.ts'
import { ask } from './analyst.ts'

export interface PictureWish {
  readonly analysis: Analysis
  readonly subject: Subject
  readonly comparison?: { readonly subject: ComparisonSubject; readonly answer: Comparison }
  readonly view: View
  readonly service: string
  /** One pane, or all three. */
  readonly pane?: PaneId
  readonly colours: Picture['colours']
}

const titles: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU · where cycles burn',
  heap_live: 'Heap · what is held',
  heap_alloc: 'Heap · what is allocated',
  lock: 'Lock · where threads wait',
}
const paneWidthPx = 560

export async function pictureSvg(wish: PictureWish): Promise<string> {
  const { analysis, comparison, view, service, colours } = wish
  const panes = await Promise.all((wish.pane ? [wish.pane] : paneIds).map((pane) => paneOf(wish, pane)))
  const { story, window } = analysis
  return drawPicture({
    headline: `${story.diagnosis.title} ${story.diagnosis.aside}`.trim(),
    sentence: plainText(comparison ? comparison.answer.transition : story.sentence),
    about: `${service} · ${dateIst(window.fromMs)} ${windowIst(window)} (${clockUtc(window.fromMs).slice(0, 8)}–${clockUtc(window.untilMs)}) · rules version ${story.diagnosis.ruleSetVersion}`,
    legend: comparison
      ? [
          { hue: 'grew', text: view.compare?.swapped ? 'more in the earlier window' : 'grew in B' },
          { hue: 'shrank', text: 'shrank' },
          { hue: 'neutral', text: 'no evidence of change' },
        ]
      : hues.map((hue) => ({ hue, text: hue })),
    panes,
    colours,
    paneWidthPx,
  })
}

async function paneOf({ analysis, subject, comparison, view }: PictureWish, pane: PaneId): Promise<PicturePane> {
  const kind: ViewKind = pane === 'heap' ? (view.heapMode === 'alloc' ? 'heap_alloc' : 'heap_live') : pane
  const summary = analysis.views[kind]
  const title = titles[kind]
  if (summary.state === 'absent')
    return { title, figure: `${summary.text} Absent is not zero.`, boxes: [], amount: () => '' }
  const wish = { view: kind, widthPx: paneWidthPx, focus: view.focus[pane] ?? [] }
  const { boxes } = comparison
    ? await ask({
        ask: 'diffBoxes',
        subject: comparison.subject,
        ...wish,
        mode: view.compare?.mode ?? 'absolute',
        width: view.compare?.width ?? 'union',
      })
    : await ask({ ask: 'boxes', subject, ...wish, foldChains: true })
  return {
    title,
    figure: `${formatAmount(summary.total, summary.unit)} · ${summary.how} · ${Math.round(summary.samples).toLocaleString('en-GB')} samples`,
    boxes,
    amount: (box) => formatAmount(box.total, summary.unit),
  }
}

/** Drawn by the browser itself, at twice the size so that it stays legible on dense screens. */
export async function svgToPng(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * 2
  canvas.height = image.naturalHeight * 2
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot draw pictures; save the SVG instead.')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) =>
        blob ? resolve(blob) : reject(new Error('The picture is too large for this browser; save the SVG instead.')),
      'image/png',
    )
  })
}
