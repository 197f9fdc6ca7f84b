/**
 * What programs print of tracemalloc: `for stat in snapshot.statistics('lineno')[:10]: print(stat)`, or the differences of two.
 *
 *   [ Top 10 ]
 *   /srv/payments/cache.py:41: size=4855 KiB, count=39757, average=125 B
 *   #1: payments/cache.py:41: 4855.3 KiB                                              the recipe of the documentation
 *   /srv/payments/cache.py:41: size=8173 KiB (+3000 KiB), count=41757 (+2000), average=200 B
 *   1066 other: 1214.5 KiB · Total allocated size: 6069.8 KiB
 *
 * The largest lines, live at that moment; what a difference says of growth has no time in it.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonLineFrame } from '../pythonFrame.ts'

const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 }

const stat =
  /^(.{1,1500}?):(\d{1,9}): size=(\d{1,9}(?:\.\d)?) ([KMGT]?i?B)(?: \(([+-]\d{1,9}(?:\.\d)?) ([KMGT]?i?B)\))?, count=(\d{1,12})/
const recipe = /^#\d{1,6}: (.{1,1500}?):(\d{1,9}): (\d{1,12}(?:\.\d)?) ([KMGT]?i?B)$/
const rest = /^(?:\d{1,9} other|Total allocated size): (\d{1,12}(?:\.\d)?) ([KMGT]?i?B)$/

export const readTracemallocText: FormatReader = (bytes, options) => {
  const builder = new ProfileBuilder([
    { type: 'inuse_space', unit: 'bytes' },
    { type: 'inuse_objects', unit: 'count' },
  ])
  let listed = 0
  let total = 0
  let other = 0
  let grown = 0
  let isDifference = false
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const found = stat.exec(line) ?? recipe.exec(line)
      if (found) {
        const [, file = '', at = '', size = '', unit = '', more, moreUnit = '', count] = found
        const inUse = Number(size) * (units[unit] ?? 1)
        const row = builder.sample(builder.stack(-1, pythonLineFrame(builder, file, Number(at))), inUse)
        if (count !== undefined) builder.setValue(row, 1, Number(count))
        listed += inUse
        if (more !== undefined) {
          isDifference = true
          grown += Number(more) * (units[moreUnit] ?? 1)
        }
        return
      }
      const sum = rest.exec(line)
      if (!sum) return
      const value = Number(sum[1]) * (units[sum[2] ?? ''] ?? 1)
      if (line.startsWith('Total')) total = value
      else other = value
    },
    options.onProgress,
  )
  if (builder.sampleCount === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is a list of tracemalloc without a line in it',
      todo: 'dump the snapshot itself: snapshot.dump("heap.tracemalloc")',
    })
  }
  const missing = other > 0 ? other : total - listed
  if (missing > 0) builder.sample(builder.stack(-1, builder.frame('(not in the list)')), missing)
  else builder.note('only the largest lines are in it: more is held than it shows')
  builder.note('lines, not stacks, and without a time: two snapshots.dump() files give the growth')
  if (isDifference)
    builder.note(
      `a difference of two snapshots: the lines listed grew by ${Math.round(grown / 1000).toLocaleString('en')} kB between them`,
    )
  const profile = builder.finish({ format: 'tracemalloc-text', emitter: 'tracemalloc', runtime: 'cpython' })
  return ok({ format: 'tracemalloc-text', parts: [{ kind: 'heap', covers: 'gauge', profile }], facts: {} })
}
