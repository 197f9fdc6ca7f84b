/** A comparison for a pull request or an incident channel: what changed, both verdicts, a table, what stands in the way. */
import type { Segment, Sentence } from '../diagnosis/story.ts'
import type { Change, Comparison } from '../diff/comparison.ts'
import { viewWords } from '../base/viewWords.ts'
import { code, escapeMarkdown, oneLine } from './markdown.ts'

/** More rows are nobody's first look; the count of the rest is said. */
const mostRows = 10

/** @param failed reasons why a build fails, shown first */
export function comparisonMarkdown(comparison: Comparison, failed: readonly string[] = []): string {
  const { title = comparison.transition, transition, changes, comparability, yardstick } = comparison
  const own = changes.filter(({ explainedBy }) => explainedBy === undefined)
  const said = comparability.filter(({ level }) => level === 'refused' || level === 'warning')
  const lines = [
    ...failed.map((reason) => `**Failed:** ${escapeMarkdown(reason)}`),
    ...(failed.length > 0 ? [''] : []),
    `### ${sentenceText(title)}`,
    '',
    `A → B: ${sentenceText(transition)}`,
    '',
    ...(own.length === 0 ? [] : [...tableOf(own.slice(0, mostRows)), '']),
    ...(changes.length > own.length || own.length > mostRows
      ? [restText(Math.max(0, own.length - mostRows), changes.length - own.length), '']
      : []),
    ...said.map(({ level, text }) => `- ${level}: ${escapeMarkdown(text)}`),
    ...(said.length > 0 ? [''] : []),
    `<sub>${escapeMarkdown(yardstick)}</sub>`,
  ]
  return `${lines.map(oneLine).join('\n')}\n`
}

function tableOf(changes: readonly Change[]): readonly string[] {
  return [
    '| profile | function | change | B : A |',
    '| --- | --- | --- | --- |',
    ...changes.map(({ kind, name, verdict, text, ratio }) =>
      [
        '',
        escapeMarkdown(viewWords[kind].name),
        code(name),
        `${verdict}: ${escapeMarkdown(text)}`,
        verdict === 'new' || verdict === 'gone'
          ? ''
          : `×${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`,
        '',
      ]
        .map((cell) => cell.replaceAll('\n', ' '))
        .join(' | ')
        .trim(),
    ),
  ]
}

function restText(more: number, carried: number): string {
  const parts = [
    ...(more > 0 ? [`${more} more changes`] : []),
    ...(carried > 0 ? [`${carried} callers and callees that only carry these`] : []),
  ]
  return `and ${parts.join(', ')}`
}

function sentenceText(sentence: Sentence): string {
  return sentence.map(({ text, as }: Segment) => (as === 'code' ? code(text) : escapeMarkdown(text))).join('')
}
