/**
 * What pyinstrument prints (`pyinstrument app.py`, output_text()): a tree with the seconds below each function, and beside it the CPU of
 * the whole process. Of when it was there is the time of day alone.
 *
 *   /_//_/// /_\ / //_// / //_'/ //     Duration: 3.007     CPU time: 0.201
 *
 *   3.006 <module>  app.py:1
 *   └─ 3.006 main  app.py:13
 *      ├─ 2.829 wait_db  app.py:10
 *
 * The line above the tree is the command line: it is not looked at. Colours are taken out.
 */
import { ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { addFrames, broken } from './pyinstrument.ts'

interface Row {
  readonly identifier: string
  readonly time: number
  readonly children: Row[]
}

const header = /Duration:\s{1,20}(\d{1,9}\.\d{1,6})\s{1,20}CPU time:\s{1,20}(\d{1,9}\.\d{1,6})/
/** Up to two hundred levels of "│  ", then the seconds, the name, two spaces and the place. */
const row = /^((?:[│|] {2}| {3}){0,200}(?:[├└|`][─-] )?)(\d{1,9}\.\d{1,6}) (\S.{0,400}?)(?: {2}(\S.{0,400}))?$/
// oxlint-disable-next-line no-control-regex -- colours of a terminal begin with this character
const colour = /\u001B\[[\d;]{0,20}m/g
/** Three digits are printed: half of the last. */
const halfDigit = 0.0005

export const readPyinstrumentText: FormatReader = (bytes, options) => {
  const tops: Row[] = []
  const open: { readonly depth: number; readonly row: Row }[] = []
  let duration = 0
  let cpu = 0
  forEachLine(
    bytes,
    (coloured) => {
      if (coloured.length > 4000) return
      const line = coloured.replaceAll(colour, '')
      const times = header.exec(line)
      if (times) {
        duration = Number(times[1])
        cpu = Number(times[2])
      }
      const found = row.exec(line)
      if (!found || duration === 0) return
      const [, indent = '', seconds = '', name = '', place = ''] = found
      const at = /^(.*?)(?::(\d{1,9}))?$/.exec(place)
      const made = {
        identifier: [name, at?.[1] ?? '', at?.[2] ?? '0'].join('\u0000'),
        time: Number(seconds),
        children: [],
      }
      while ((open.at(-1)?.depth ?? -1) >= indent.length) open.pop()
      ;(open.at(-1)?.row.children ?? tops).push(made)
      open.push({ depth: indent.length, row: made })
    },
    options.onProgress,
  )
  if (!(duration > 0) || tops.length === 0) return broken(options.fileName)
  const builder = new ProfileBuilder([{ type: 'wall', unit: 'nanoseconds' }])
  for (const top of tops) addFrames(builder, top)
  builder.note('one thread, waiting or not: wall-clock time, not CPU')
  builder.note('printed: functions with little time, and those of libraries, are left out of it')
  const profile = builder.finish({
    format: 'pyinstrument',
    emitter: 'pyinstrument',
    runtime: 'cpython',
    durationMs: duration * 1000,
  })
  const bound = {
    signal: 'cpu_user_pct',
    unit: 'cores',
    low: Math.max(0, cpu - halfDigit) / (duration + halfDigit),
    high: (cpu + halfDigit) / Math.max(halfDigit, duration - halfDigit),
    basis: { id: 'printed-reading', tool: 'pyinstrument' },
  } as const
  return ok({
    format: 'pyinstrument',
    parts: [{ kind: 'wall', covers: 'interval', profile }],
    facts: { bounds: [bound] },
  })
}
