/** The panes on screen as pictures: what a chat or a document can hold when it cannot hold a link. */
import { type PaneId, type StandIn, type ViewKind, hues, paneIds, signalIds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type Picture, type PicturePane, drawPicture } from '../../core/draw/picture.ts'
import { formatAmount } from '../../core/profile/amount.ts'
import { hueWords, viewWords, wordsOfShown } from '../../core/base/viewWords.ts'
import { formatViewRate, formatViewRates } from '../../core/base/viewRates.ts'
import { differenceText, dividersOf } from '../../core/draw/differenceText.ts'
import type { DiffBox } from '../../core/draw/boxes.ts'
import { capitalised } from '../../core/base/lists.ts'
import { headlineOf } from '../../core/analysis/words/verdict.ts'
import { formatSignal } from '../../core/base/numbers.ts'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { datedWindow } from '../../core/base/clock.ts'
import type { Comparison, ViewComparison } from '../../core/diff/comparison.ts'
import { ask } from '../worker/analyst.ts'
import { type OutgoingSubject, cleaned } from './outgoing.ts'
import { heapModeOf } from '../queries/heapMode.ts'

export interface PictureWish {
  readonly about: OutgoingSubject
  readonly analysis: Analysis
  /** The one on screen, when there is one: then the picture is of the change. */
  readonly comparison?: Comparison
  /** "Since 18:20:24 IST, with …", as the page says it. */
  readonly since?: string
  /** One pane, or all three. */
  readonly pane?: PaneId
  readonly colours: Picture['colours']
}

const titleOf = (kind: ViewKind, shows?: StandIn): string =>
  `${viewWords[kind].pane.split(' ')[0]} · ${wordsOfShown(kind, shows).question}`
const paneWidthPx = 560

export async function pictureSvg(wish: PictureWish): Promise<string> {
  const { about, comparison, colours } = wish
  const { view } = about
  const drawn = await Promise.all((wish.pane ? [wish.pane] : paneIds).map((pane) => boxesOf(wish, pane)))
  // One question for all texts of the picture, so that none can be forgotten.
  const { value } = await cleaned(about, {
    analysis: wish.analysis,
    drawn,
    service: about.source.service,
    outlined: outlinedIn(about, wish.analysis),
    sentence: comparison?.transition ?? wish.analysis.story.sentence,
    change: comparison?.title ?? [],
    since: wish.since ?? '',
  })
  const { story, window } = value.analysis
  const { title, aside } = headlineOf(story.diagnosis)
  const dated = datedWindow(window, view.zone)
  const windows =
    comparison === undefined
      ? dated
      : `A ${datedWindow(comparison.base.window, view.zone)} · B ${datedWindow(comparison.head.window, view.zone)}`
  return drawPicture({
    // Of a comparison the change itself leads: either window's verdict alone says nothing about it.
    headline: value.change.length > 0 ? plainText(value.change) : capitalised(`${title} ${aside}`.trim()),
    sentence: plainText(value.sentence),
    since: value.since,
    about: `${value.service} · ${windows} · rules version ${story.diagnosis.ruleSetVersion}`,
    legend: about.comparison
      ? [
          { hue: 'grew', text: view.compare?.swapped ? 'more in the earlier window' : 'grew in B' },
          { hue: 'shrank', text: 'shrank' },
          { hue: 'neutral', text: 'no evidence of change' },
        ]
      : hues.map((hue) => ({ hue, text: hueWords[hue] })),
    signals: comparison === undefined ? signalLine(value.analysis) : '',
    ...(value.outlined === '' ? {} : { outlined: value.outlined }),
    panes: value.drawn.map((one) =>
      comparison === undefined
        ? paneOf(value.analysis, one)
        : comparedPane(
            (one.native ? comparison.native : undefined) ?? comparison.views[one.kind],
            one,
            view.compare?.mode,
          ),
    ),
    colours,
    paneWidthPx,
  })
}

interface Drawn {
  readonly kind: ViewKind
  /** What native code holds beside the managed heap, in its place. */
  readonly native: boolean
  readonly boxes: PicturePane['boxes']
}

async function boxesOf({ about, analysis, comparison: compared }: PictureWish, pane: PaneId): Promise<Drawn> {
  const { subject, comparison, view } = about
  const mode = heapModeOf(view.heapMode, {
    lookAt: analysis.story.lookAt.view,
    has: (one) => analysis.views[one].state === 'measured',
    native: analysis.native !== undefined,
  })
  const ofNative = pane === 'heap' && mode === 'native' ? analysis.native : undefined
  const native = ofNative !== undefined
  const kind: ViewKind = ofNative?.kind ?? (pane === 'heap' ? (mode === 'alloc' ? 'heap_alloc' : 'heap_live') : pane)
  const missing = compared ? compared.views[kind].state !== 'compared' : analysis.views[kind].state === 'absent'
  if (!native && missing) return { kind, native, boxes: [] }
  const wish = { view: kind, widthPx: paneWidthPx, focus: view.focus[pane] ?? [] }
  const { boxes } = comparison
    ? await ask({
        ask: 'diffBoxes',
        subject: comparison,
        ...wish,
        native: native || undefined,
        mode: view.compare?.mode ?? 'absolute',
        width: view.compare?.width ?? 'union',
      })
    : await ask({ ask: 'boxes', subject, ...wish, foldChains: true, ...(native ? { look: { native: true } } : {}) })
  return { kind, native, boxes }
}

function paneOf(analysis: Analysis, { kind, native, boxes }: Drawn): PicturePane {
  const summary = (native ? analysis.native : undefined) ?? analysis.views[kind]
  const title = titleOf(kind, native && summary.state === 'measured' ? summary.shows : undefined)
  if (summary.state === 'absent')
    return { title, figure: `${summary.text} Absent is not zero.`, boxes: [], amount: () => '' }
  return {
    title,
    figure: `${formatAmount(summary.total, summary.unit)} · ${summary.how} · ${Math.round(summary.samples).toLocaleString('en-GB')} samples`,
    boxes,
    amount: (box) => formatAmount(box.total, summary.unit),
    whole: summary.total,
  }
}

/** The change of every frame and of the whole, in the profile's everyday unit: sums of two windows have no common whole. */
function comparedPane(
  compared: ViewComparison,
  { kind, boxes }: Drawn,
  wanted: 'absolute' | 'share' = 'absolute',
): PicturePane {
  if (compared.state !== 'compared') return { title: titleOf(kind), figure: compared.text, boxes: [], amount: () => '' }
  const { base, head, unit, shows } = compared
  // Without seconds to divide by, sums stand beside each other.
  const { isRate, ...per } = dividersOf(base, head)
  const rate = (value: number): string =>
    isRate || kind === 'heap_live' ? formatViewRate(kind, value, unit, shows) : formatAmount(value, unit)
  const words = {
    mode: compared.sharesOnly === true ? ('share' as const) : wanted,
    per,
    rate,
  }
  const totals =
    isRate || kind === 'heap_live'
      ? formatViewRates(kind, base.rate, head.rate, unit, shows)
      : `${formatAmount(base.total, unit)} → ${formatAmount(head.total, unit)}`
  return {
    title: titleOf(kind, shows),
    figure: `${totals}${compared.distinguishable ? '' : ' · no evidence of change'}`,
    boxes,
    amount: (box) => differenceText(box as DiffBox, words),
  }
}

/** What the reader selected, else what the verdict names; '' for nothing. */
function outlinedIn({ view }: OutgoingSubject, { story }: Analysis): string {
  return view.selected ?? story.sentence.find((segment) => segment.as === 'code')?.text ?? ''
}

/** "CPU use 8.2 % · lock wait 94 %": what was measured; what was not stands in the sentence. */
function signalLine({ story: { signals } }: Analysis): string {
  return signalIds
    .flatMap((id) => {
      const signal = signals[id]
      if (signal.state !== 'present') return []
      // A running program holds something.
      const figure = id === 'live_heap_mb' && signal.value === 0 ? '< 1 sample' : formatSignal(id, signal.value)
      return [`${signalWord(id)} ${figure}`]
    })
    .join(' · ')
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
