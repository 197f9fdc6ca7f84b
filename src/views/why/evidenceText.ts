/** The evidence as plain text for a ticket or a chat: the same numbers as on screen, nothing added. */
import { signalIds } from '../../core/base/vocabulary.ts'
import { titleOf } from '../../core/diagnosis/rules.ts'
import { signalShort, signalWord } from '../../core/diagnosis/signalWords.ts'
import type { Story, ToldSignal } from '../../core/diagnosis/story.ts'
import { signalFigure } from '../controls/figures.ts'

export function evidenceText(story: Story, windowLine: string): string {
  const { diagnosis, signals } = story
  const rules = diagnosis.rules.map(({ id, result, conditions }, index) => {
    const parts = conditions.map(({ signal, comparison, threshold, result: held, margin }) => {
      const by =
        held === 'unknown'
          ? 'not measured'
          : margin === undefined
            ? `${held} anywhere in its bounds`
            : `${held} by ${Number(margin.toPrecision(3))}`
      return `${signalShort(signal)} ${comparison} ${threshold} ${by}`
    })
    return `  ${index + 1}. ${titleOf(id)}: ${result.replaceAll('-', ' ')} (${parts.join('; ')})`
  })
  const changed = diagnosis.changedThresholds.map(
    ({ rule, signal, value, default: standard }) =>
      `  ${titleOf(rule)}: ${signalShort(signal)} ${value} instead of ${standard}`,
  )
  return [
    diagnosis.text,
    story.sentence.map(({ text }) => text).join(''),
    windowLine,
    ...(story.certainty ? [story.certainty.text] : []),
    ...(story.runnerUp && story.runnerUp.text !== '' ? [story.runnerUp.text] : []),
    '',
    'Signals',
    ...signalIds.map((id) => `  ${signalLine(signals[id])}`),
    '',
    `Rules, first match wins (rule set ${diagnosis.ruleSetVersion})`,
    ...rules,
    ...(changed.length > 0 ? ['Changed thresholds', ...changed] : []),
    ...section(
      'Findings',
      story.findings.map(({ text, evidence }) => [text, ...evidence].join(' · ')),
    ),
    ...section(
      'Do not misread',
      story.misreadings.map(({ text }) => text),
    ),
    ...section('Warnings', story.warnings),
  ].join('\n')
}

function signalLine(signal: ToldSignal): string {
  const word = signalWord(signal.id)
  if (signal.state === 'absent') return `${word}: not measured. ${signal.why}`
  const { value, unit, interval } = signalFigure(signal)
  const range = interval === undefined ? '' : ` (95 % ${interval})`
  return `${word}: ${value} ${unit}${range} · ${signal.how} · ${Math.round(signal.samples)} ${signal.samplesOf}`
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  - ${line}`)]
