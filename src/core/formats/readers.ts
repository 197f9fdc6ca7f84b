/**
 * Every format there is, in the order in which they are asked. To add one: a folder beside this file with a
 * `FormatReader`, and a row here. Rows that can be sure come first, guesses last.
 */
import { collapsedRows } from './collapsed/row.ts'
import { pprofRows } from './pprof/row.ts'
import { refused } from './refused.ts'
import { jfrRows } from './jfr/row.ts'
import { pySpyRows } from './pyspy/row.ts'
import { speedscopeRows } from './speedscope/row.ts'
import { tracemallocRows } from './tracemalloc/row.ts'
import type { ReaderRow } from './sniff.ts'

export const readers: readonly ReaderRow[] = [
  ...refused,
  ...jfrRows,
  ...tracemallocRows,
  ...speedscopeRows,
  ...pySpyRows,
  ...collapsedRows,
  ...pprofRows,
]
