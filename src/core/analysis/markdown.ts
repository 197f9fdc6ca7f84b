/**
 * A few lines for an incident channel: verdict, since when, where to look, what to do, the deciding numbers, the window in two zones, the
 * link. Nothing but names in backticks, so that it reads the same in every chat.
 */
import type { Analysis } from './analysis.ts'
import { datedWindow } from '../base/clock.ts'
import { formatSignal } from '../base/numbers.ts'
import { headlineText } from './words/verdict.ts'
import type { Segment, Sentence, ToldSignal } from '../diagnosis/story.ts'
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
  readonly change?: Sentence
  /** "Since 18:20:24 IST, with “audit logging switched on”." */
  readonly since?: string
}

export function chatMarkdown({ analysis, service, link, transition, change, since, zone }: ChatText): string {
  const { story, window } = analysis
  const { diagnosis, signals, lookAt, act, next, nextCommand } = story
  const deciding = diagnosis.deciding.length > 0 ? diagnosis.deciding : (['cpu_user_pct', 'lock_wait_pct'] as const)
  const numbers = deciding.map((id) => numberText(signals[id])).filter((text) => text !== '')
  // The function that the sentence names is the one to look for in that pane.
  const named = lookAt.view === 'none' ? undefined : story.sentence.find(({ as }) => as === 'code')?.text
  const command = nextCommand === undefined ? '' : ` ${code(nextCommand, longestCommand)}`
  const lines = [
    `${escapeMarkdown(service)}: ${change === undefined ? escapeMarkdown(headlineText(diagnosis)) : textOf(change).replace(/\.$/, '')}`,
    transition === undefined ? textOf(story.sentence) : escapeMarkdown(transition),
    ...(since === undefined || transition !== undefined ? [] : [escapeMarkdown(since)]),
    ...(lookAt.text === '' ? [] : [`Look at: ${lookAt.text}${named === undefined ? '' : `, ${code(named)}`}`]),
    `Next: ${act === undefined ? escapeMarkdown(next) : textOf(act)}${command}`,
    ...(numbers.length === 0 ? [] : [numbers.join(' · ')]),
    `${datedWindow(window, zone)}${diagnosis.changedThresholds.length > 0 ? ' · changed thresholds' : ''}`,
    link,
  ]
  return lines.map(oneLine).join('\n')
}

const longestCommand = 200

function textOf(sentence: Sentence): string {
  return sentence.map(segmentText).join('')
}

/** Names as code, where nothing has to be escaped: half of all channels would show the backslashes. */
function segmentText({ text, as }: Segment): string {
  return as === 'code' ? code(text) : escapeMarkdown(text)
}

function numberText(signal: ToldSignal): string {
  if (signal.state === 'absent') return ''
  const figure = formatSignal(signal.id, signal.value, (signal.high - signal.low) / 2)
  // A bound that rounds to none bounds nothing: it says what was recorded.
  const least = signal.bound !== 'lower' ? '' : signal.value < 0.05 ? 'recorded ' : 'at least '
  return `${signalWord(signal.id)} ${least}${figure} ${signal.of}`.trim()
}

/** Characters that chat programs would turn into something else; mentions and addresses are broken by a space. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_~|<[\]]|^>/g, (char) => `\\${char}`)
    .replace(/@(?=\w)/g, '@ ')
    .replace(/:\/\/|\bwww\.(?=\w)/gi, (start) => `${start} `)
}

/** A name as code: nothing in it is read as markup, and it cannot end the code early. */
export function code(name: string, longest: number = 80): string {
  const clean = oneLine(name)
  const shown = Array.from(clean).slice(0, longest).join('')
  return `\`${shown.replaceAll('`', "'").replace(/@(?=\w)/g, '@ ')}${shown.length < clean.length ? '…' : ''}\``
}

/** Control and direction characters could hide or reorder the rest of the line. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ').trim()
}
