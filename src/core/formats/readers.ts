/**
 * Every format there is, in the order in which they are asked. To add one: a folder beside this file with a
 * `FormatReader`, and a row here. Rows that can be sure come first, guesses last.
 */
import { austinRows } from './austin/row.ts'
import { bpfRows } from './bpf/row.ts'
import { callgrindRows } from './callgrind/row.ts'
import { chromeTraceRows } from './chromeTrace/row.ts'
import { collapsedRows } from './collapsed/row.ts'
import { counterRows } from './counters/row.ts'
import { filRows } from './fil/row.ts'
import { firefoxRows } from './firefox/row.ts'
import { flamebearerRows } from './flamebearer/row.ts'
import { goTextRows } from './goText/row.ts'
import { heaptrackRows } from './heaptrack/row.ts'
import { jfrRows } from './jfr/row.ts'
import { mallocTextRows } from './mallocText/row.ts'
import { nettraceRows } from './nettrace/row.ts'
import { otlpRows } from './otlp/row.ts'
import { perfScriptRows } from './perfScript/row.ts'
import { pictureRows } from './picture/row.ts'
import { pprofRows } from './pprof/row.ts'
import { pstatsRows } from './pstats/row.ts'
import { pySpyRows } from './pyspy/row.ts'
import { refused } from './refused.ts'
import { scaleneRows } from './scalene/row.ts'
import { speedscopeRows } from './speedscope/row.ts'
import { stackprofRows } from './stackprof/row.ts'
import { tachyonRows } from './tachyon/row.ts'
import { threadDumpRows } from './threadDump/row.ts'
import { tracemallocRows } from './tracemalloc/row.ts'
import { v8Rows } from './v8/row.ts'
import type { ReaderRow } from './sniff.ts'

export const readers: readonly ReaderRow[] = [
  ...pictureRows,
  ...refused,
  ...jfrRows,
  ...otlpRows,
  ...nettraceRows,
  ...tachyonRows,
  ...scaleneRows,
  ...stackprofRows,
  ...callgrindRows,
  ...heaptrackRows,
  ...tracemallocRows,
  ...pstatsRows,
  ...speedscopeRows,
  ...firefoxRows,
  ...flamebearerRows,
  ...v8Rows,
  ...chromeTraceRows,
  ...mallocTextRows,
  ...goTextRows,
  ...threadDumpRows,
  ...counterRows,
  ...bpfRows,
  ...perfScriptRows,
  ...austinRows,
  ...pySpyRows,
  ...filRows,
  ...collapsedRows,
  ...pprofRows,
]
