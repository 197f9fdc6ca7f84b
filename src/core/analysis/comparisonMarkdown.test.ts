import { describe, expect, it } from 'vitest'
import { compareWindows } from '../diff/compare.ts'
import { drawnRun, type DrawnRun } from '../testing/drawnService.ts'
import { windowToCompare } from '../testing/labelledService.ts'
import { comparisonMarkdown } from './comparisonMarkdown.ts'
import { tellComparison } from './words/comparison.ts'

const told = (base: DrawnRun, head: DrawnRun): string => {
  const sides = [base, head].map((run) => windowToCompare(drawnRun(run), false))
  const [a, b] = sides
  if (a === undefined || b === undefined) throw new Error('two sides')
  return comparisonMarkdown(tellComparison(compareWindows(a, b, true).comparison, 'UTC'))
}

describe('a comparison for a pull request', () => {
  it('lists what changed, and counts what only lost share because that grew', () => {
    const text = told({ seed: 3 }, { seed: 4, one: { function0: 20 } })
    const rows = text.split('\n').filter((line) => line.startsWith('| CPU'))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatch(/^\| CPU \| `function0` \| grew: takes more/)
    expect(text).toMatch(/^and .*\d+ of which only the share moved with the total$/m)
  })

  it('has no table where nothing changed', () => {
    expect(told({ seed: 3 }, { seed: 4 })).not.toContain('|')
  })
})
