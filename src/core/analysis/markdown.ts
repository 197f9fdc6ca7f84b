/**
 * Five lines for an incident channel: diagnosis, the deciding numbers with denominators, who leads each profile, the window in two
 * zones, the link. Reads well as plain text too, because half of all channels show Markdown as it is typed.
 */
import type { Analysis } from './analysis.ts'
import { datedWindow } from '../base/clock.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { formatAmount } from '../profile/amount.ts'
import { formatShare, formatSignal } from '../base/numbers.ts'
import { wordsOfShown } from '../base/viewWords.ts'
import type { Segment, ToldSignal } from '../diagnosis/story.ts'
import { signalWord } from '../diagnosis/signalWords.ts'

export interface ChatText {
  readonly analysis: Analysis
  readonly service: string
  readonly link: string
  /** Of the sender; UTC stands beside it. */
  readonly zone: string
  /** "no clear pattern → contention-bound: …" when comparing. */
  readonly transition?: string
  /** What changed, when comparing: said first, in place of the verdict. */
  readonly change?: string
}

export function chatMarkdown({ analysis, service, link, transition, change, zone }: ChatText): string {
  const { story, window } = analysis
  const { diagnosis, signals } = story
  const deciding = diagnosis.deciding.length > 0 ? diagnosis.deciding : (['cpu_user_pct', 'lock_wait_pct'] as const)
  const numbers = deciding.map((id) => numberText(signals[id])).filter((text) => text !== '')
  const leaders = viewKinds.flatMap((kind) => {
    const view = analysis.views[kind]
    const top = view.state === 'measured' ? view.top[0] : undefined
    if (view.state !== 'measured' || !top || !(view.total > 0)) return []
    return [
      `${wordsOfShown(kind, view.shows).done}: ${code(top.name)} ${formatShare(top.self / view.total)} of ${formatAmount(view.total, view.unit)}`,
    ]
  })
  const lines = [
    `**${escapeMarkdown(service)}: ${escapeMarkdown(change ?? diagnosis.text)}**`,
    transition === undefined ? story.sentence.map(segmentText).join('') : escapeMarkdown(transition),
    [...numbers, ...leaders.slice(0, 3)].join(' · '),
    `${datedWindow(window, zone)}${diagnosis.changedThresholds.length > 0 ? ' · changed thresholds' : ''}`,
    link,
  ]
  return lines.map(oneLine).join('\n')
}

/** Names as code, where nothing has to be escaped: half of all channels would show the backslashes. */
function segmentText({ text, as }: Segment): string {
  return as === 'code' ? code(text) : escapeMarkdown(text)
}

function numberText(signal: ToldSignal): string {
  if (signal.state === 'absent') return ''
  return `${signalWord(signal.id)} ${formatSignal(signal.id, signal.value, (signal.high - signal.low) / 2)} ${signal.of}`.trim()
}

/** Characters that chat programs would turn into something else; mentions and addresses are broken by a space. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_~|<>[\]]/g, (char) => `\\${char}`)
    .replace(/@(?=\w)/g, '@ ')
    .replace(/:\/\/|\bwww\.(?=\w)/gi, (start) => `${start} `)
}

/** A name as code: nothing in it is read as markup, and it cannot end the code early. */
export function code(name: string): string {
  const clean = oneLine(name)
  const shown = Array.from(clean).slice(0, 80).join('')
  return `\`${shown.replaceAll('`', "'").replace(/@(?=\w)/g, '@ ')}${shown.length < clean.length ? '…' : ''}\``
}

/** Control and direction characters could hide or reorder the rest of the line. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim()
}
