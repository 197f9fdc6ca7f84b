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
  const { own, carried, moved } = changesByWhat(changes)
  const said = comparability.filter(({ level }) => level === 'refused' || level === 'warning')
  const lines = [
    ...failed.map((reason) => `**Failed:** ${escapeMarkdown(reason)}`),
    ...(failed.length > 0 ? [''] : []),
    `### ${sentenceText(title)}`,
    '',
    `A → B: ${sentenceText(transition)}`,
    '',
    ...(own.length === 0 ? [] : [...tableOf(own.slice(0, mostRows)), '']),
    ...(carried + moved > 0 || own.length > mostRows
      ? [restText(Math.max(0, own.length - mostRows), carried, moved), '']
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

/**
 * What is told of a list: beside a change, shares that moved because the total did are no news, they follow from it. Where nothing changed
 * in itself they are all there is.
 */
export function changesByWhat(changes: readonly Change[]): {
  readonly own: readonly Change[]
  readonly carried: number
  readonly moved: number
} {
  const named = changes.filter(({ explainedBy }) => explainedBy === undefined)
  const news = named.filter(({ verdict, requests }) => verdict !== 'moved' || requests !== undefined)
  const own = news.length > 0 ? news : named
  return { own, carried: changes.length - named.length, moved: named.length - own.length }
}

export function restText(more: number, carried: number, moved: number): string {
  const parts = [
    ...(more > 0 ? [`${more} more changes`] : []),
    ...(carried > 0 ? [`${carried} callers and callees that only carry these`] : []),
    ...(moved > 0 ? [`${moved} of which only the share moved with the total`] : []),
  ]
  return `and ${parts.join(', ')}`
}

function sentenceText(sentence: Sentence): string {
  return sentence.map(({ text, as }: Segment) => (as === 'code' ? code(text) : escapeMarkdown(text))).join('')
}
