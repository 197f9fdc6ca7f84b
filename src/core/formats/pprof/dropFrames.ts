/** Which frames a pprof file wants left out: machinery of the profiler itself, nearest the leaf. */
import { compileLinearRegex } from '../../profile/regex/linearRegex.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { DropFrame } from './stacks.ts'
import type { PprofTables, StringTable } from './tables.ts'

/** From the allocating call down: jemalloc itself, and Rust's way into it. */
const jemallocFrames = [
  'prof_\\w+',
  '(_rjem_)?(je_)?\\w*(alloc|allocx)(_\\w+)?',
  '_rjem_\\w+',
  'imalloc\\w*',
  '__rust_\\w*alloc\\w*',
  '<.*Jemalloc as core::alloc::global::GlobalAlloc>::\\w+',
  'alloc::alloc::\\w+',
  '<alloc::alloc::Global( as .*)?>::\\w+',
].join('|')

/** `drop_frames` and `keep_frames`, matched against whole names. The patterns come from the file, so they must not be able to hang. */
export function findDropFrame(
  tables: PprofTables,
  strings: StringTable,
  frames: Int32Array,
  builder: ProfileBuilder,
): DropFrame | undefined {
  const said = strings.text(tables.header.dropFrames)
  // Heaps of jemalloc's own sampler end in the sampler, all of them, and do not say that it is to be dropped.
  const holdsBytes = builder.valueTypes.every(({ unit }) => unit === 'bytes')
  const isJemalloc =
    said === '' && holdsBytes && frames.some((frame) => builder.nameOfFrame(frame) === 'prof_backtrace_impl')
  const drop = isJemalloc ? jemallocFrames : said
  if (drop === '') return undefined
  const keep = strings.text(tables.header.keepFrames)
  const dropped = compileLinearRegex(`^(?:${withoutQuotes(drop)})$`, false)
  const kept = keep === '' ? undefined : compileLinearRegex(`^(?:${withoutQuotes(keep)})$`, false)
  if (!dropped.ok || (kept && !kept.ok)) {
    builder.note('its drop_frames pattern is not understood and was not applied')
    return undefined
  }
  const known: (boolean | undefined)[] = []
  let gaveUp = false
  return (frame) => {
    const name = builder.nameOfFrame(frame)
    const short = withoutArguments(name)
    const drops = (known[frame] ??= dropped.value.test(short) && !(kept?.ok === true && kept.value.test(short)))
    if (!gaveUp && (dropped.value.isExhausted || (kept?.ok === true && kept.value.isExhausted))) {
      gaveUp = true
      builder.note('its drop_frames pattern takes too long on these names and was not applied to all of them')
    }
    return drops
  }
}

/** Go's expressions take what stands between \Q and \E as it is, and call the ends of a text \A and \z. */
const withoutQuotes = (pattern: string): string =>
  pattern.replaceAll(/\\(?:Q([^]*?)(?:\\E|$)|[^])/g, (escape, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted.replaceAll(/[^\w]/g, '\\$&')
    return escape === '\\A' ? '^' : escape === '\\z' ? '$' : escape
  })

/**
 * What pprof's own pruning matches against: the name up to its first bracket, after what looks like arguments in front of it
 * (`operator()`, `(anonymous namespace)`) is stepped over; a leading dot of clones goes too.
 */
function withoutArguments(name: string): string {
  const text = name.startsWith('.') ? name.slice(1) : name
  for (let from = 0; ;) {
    const open = text.indexOf('(', from)
    if (open < 0) return text
    const reserved = ['(anonymous namespace)', 'operator()'].find((word) => {
      const at = open - word.indexOf('(')
      return at >= 0 && text.startsWith(word, at)
    })
    if (reserved === undefined) return text.slice(0, open)
    from = open + reserved.length - reserved.indexOf('(')
  }
}
