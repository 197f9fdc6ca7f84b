import { expect, test } from 'vitest'
import { buildFunctionTable } from '../profile/functions.ts'
import { drawnView } from '../testing/evidence.ts'
import { CombinedFunctions } from './combinedFunctions.ts'

const { tree } = drawnView(
  'cpu',
  'main  main  main\nserve  serve  serve\nparse  render  main.log\nutf8  utf8  io.write\n50  40  10',
)
const table = buildFunctionTable(tree)
const functions = new CombinedFunctions([{ view: 'cpu', tree, table, isMeasured: true }])
const names = (wish: Partial<Parameters<CombinedFunctions['rows']>[0]>): readonly string[] =>
  functions.rows({ sortBy: 'cpu', descending: true, limit: 9, offset: 0, ...wish }).rows.map(({ name }) => name)

test('what only carries the others stands behind what it carries, unless an order was asked for', () => {
  expect(names({})).toEqual(['main', 'serve', 'utf8', 'parse', 'render', 'io.write', 'main.log'])
  expect(names({ carriersLast: true })).toEqual(['utf8', 'parse', 'render', 'io.write', 'main.log', 'main', 'serve'])
})

test('a function that burns what it has is no carrier, however much it is', () => {
  expect(names({ carriersLast: true })[0]).toBe('utf8')
})

test('pages of the list fit together', () => {
  const whole = names({ carriersLast: true })
  expect([...names({ carriersLast: true, limit: 3 }), ...names({ carriersLast: true, limit: 9, offset: 3 })]).toEqual(
    whole,
  )
})
