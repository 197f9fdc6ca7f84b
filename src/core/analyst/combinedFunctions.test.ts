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

test('functions that the column does not tell apart stand by their largest share anywhere, not by the alphabet', () => {
  const cpu = drawnView('cpu', 'main  main  main\naeshash  zip.Write  book.Place\n1  40  5').tree
  const lock = drawnView('lock', 'main\nbook.Place\n100').tree
  const both = new CombinedFunctions([
    { view: 'cpu', tree: cpu, table: buildFunctionTable(cpu), isMeasured: true },
    { view: 'lock', tree: lock, table: buildFunctionTable(lock), isMeasured: true },
  ])
  const { rows } = both.rows({ sortBy: 'lock', descending: true, limit: 9, offset: 0, carriersLast: true })
  expect(rows.map(({ name }) => name)).toEqual(['book.Place', 'zip.Write', 'aeshash', 'main'])
})
