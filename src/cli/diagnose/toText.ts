/** What a terminal shows: the verdict first, then the six signals, then what to know about them; within 100 columns. */
import { signalIds, viewKinds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { formatBytes, formatNs, formatNumber, formatSignal, formatSpan } from '../../core/base/numbers.ts'
import { wordsOfShown } from '../../core/base/viewWords.ts'
import { datedWindow } from '../../core/base/clock.ts'
import { toolZone } from '../zone.ts'
import { seenHead, tellOffCpu, tellThreadsSeen } from '../../core/analysis/words/offCpu.ts'
import { nativeGrowthLines } from '../../core/analysis/words/nativeGrowth.ts'
import { rangeText } from '../../core/analysis/words/bounds.ts'
import { headlineOf, headlineText } from '../../core/analysis/words/verdict.ts'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import type { ToldSignal } from '../../core/diagnosis/story.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { processLines } from './processes.ts'
import { bold, commandLines, harmless, row, wrapped } from '../trifold/terminal.ts'

function signalLine(signal: ToldSignal): string {
  const label = signalWord(signal.id).padEnd(15)
  if (signal.state === 'absent') {
    if (signal.range !== undefined) return `  ${label} ${rangeText(signal.id, signal.range)}. ${signal.next}`
    const instead = signal.standIn === undefined ? '' : ` (${signal.standIn.text})`
    return `  ${label} not measured${instead}: ${signal.why} ${signal.next}`
  }
  const half = (signal.high - signal.low) / 2
  // A running program holds something: none of it was sampled, and that is no zero.
  const isBelowSample = signal.id === 'live_heap_mb' && signal.value === 0
  const figure = isBelowSample ? '< 1 sample' : formatSignal(signal.id, signal.value, half)
  return `  ${label} ${figure.padStart(10)}  ${signal.how}`
}

/** What is known beside the analysis. */
interface Beside {
  readonly window?: TimeWindow | undefined
  /** Of the window, as its recording calls it. */
  readonly name?: string | undefined
  /** "Since 18:20:24 IST, with “audit logging switched on”." */
  readonly since?: string | undefined
  readonly warnings: readonly string[]
  readonly processes?: Fleet | undefined
}

export function toText(analysis: Analysis, { window, name, since, warnings, processes }: Beside): string {
  const { story, views } = analysis
  const { diagnosis } = story
  const lines = [...verdictLines(analysis), ...(since === undefined ? [] : [since]), '']
  if (window !== undefined) {
    const length = formatSpan((window.untilMs - window.fromMs) / 1000)
    const named = name === undefined ? '' : `, the recording’s “${name}” window`
    lines.push(`${datedWindow(window, toolZone)}, ${length}${named}`)
  }
  if (story.lookAt.text !== '') lines.push(`Look at: ${story.lookAt.text}`)
  for (const one of story.misleading) lines.push(`Ignore for now: ${plainText(one.sentence)}`)
  lines.push(`Next: ${story.next}`)
  if (story.nextCommand !== undefined) lines.push(...commandLines(story.nextCommand))
  if (story.win !== undefined) lines.push(story.win)
  if (story.certainty !== undefined) {
    const { subWindows } = story.certainty
    lines.push(
      `${story.certainty.text}${subWindows === undefined ? '' : ` ${subWindows.same} of ${subWindows.of} parts of this window say the same on their own.`}`,
    )
  }
  const near = story.runnerUp?.text ?? ''
  if (near !== '' && diagnosis.kind !== 'mixed') lines.push(near)
  lines.push('', ...signalIds.map((id) => signalLine(story.signals[id])))
  if (analysis.offCpu !== undefined && analysis.offCpu.length > 0)
    lines.push(
      `threads off CPU ${formatNs(analysis.offCpu.reduce((sum, { ns }) => sum + ns, 0))}: ${tellOffCpu(analysis.offCpu)}`,
    )
  if (analysis.threadsSeen !== undefined)
    lines.push(`${seenHead(analysis.threadsSeen)}: ${tellThreadsSeen(analysis.threadsSeen)}`)
  if (processes !== undefined) lines.push(...processLines(processes))
  const shown = [...viewKinds.map((kind) => views[kind]), ...(analysis.native === undefined ? [] : [analysis.native])]
  for (const view of shown) {
    if (view.state !== 'measured' || view.top.length === 0) continue
    const { kind } = view
    const amount = (value: number): string =>
      view.unit === 'nanoseconds' ? formatNs(value) : view.unit === 'bytes' ? formatBytes(value) : formatNumber(value)
    const title = wordsOfShown(kind, view.shows).name
    lines.push('', `${title}: ${amount(view.total)}, ${view.how}`)
    for (const { id, text } of view.cautions) if (id === 'stand-in') lines.push(`  ${text}`)
    for (const { text } of view.leftOut) lines.push(`  left out: ${text}`)
    for (const one of view.top.slice(0, 5))
      lines.push(row(`  ${amount(one.self).padStart(10)} self ${amount(one.total).padStart(10)} total  `, one.name))
  }
  if (analysis.nativeGrowth) lines.push('', ...nativeGrowthLines(analysis.nativeGrowth))
  const notes = [
    ...story.findings.map((finding) => finding.text),
    ...story.misreadings.map((misreading) => misreading.text),
  ]
  if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`))
  if (warnings.length > 0) lines.push('', ...warnings.map((warning) => `warning: ${warning}`))
  return finished(lines)
}

/** The verdict alone: what a script shows, or a person who is in a hurry. */
export function toShortText(analysis: Analysis): string {
  return finished(verdictLines(analysis))
}

function verdictLines({ story }: Analysis): readonly string[] {
  const { diagnosis } = story
  const headline = headlineText(diagnosis)
  const { letter } = headlineOf(diagnosis)
  return [headline, ...(letter === undefined ? [] : [letter]), plainText(story.sentence)]
}

function finished(lines: readonly string[]): string {
  const [headline = '', ...rest] = lines
  return `${bold(wrapped(harmless(headline)))}\n${wrapped(harmless(rest.join('\n')))}`.trimEnd() + '\n'
}
