/**
 * py-spy writes its whole command line into the title of its picture. Only its own switches are read of it, and nothing of it is kept:
 * the rest is paths, process numbers and the arguments of somebody's program.
 */

export interface PySpySwitches {
  readonly seconds?: number
  readonly hz: number
  readonly mode: 'gil' | 'idle' | 'runnable'
  readonly native: boolean
}

/** Switches that take the next word as their value. */
const withValue = /^(?:-[oprdfFt]|--(?:output|pid|rate|duration|format|function|full-filenames|subprocesses-of))$/

/** @returns undefined when the title is not py-spy's */
export function pySpySwitches(title: string): PySpySwitches | undefined {
  const words = title.trim().split(/\s+/, 400)
  const record = words.indexOf('record')
  const program = words.slice(0, record).at(-1) ?? ''
  if (record < 1 || !/(?:^|[/\\])py-spy(?:\.exe)?$/.test(program)) return undefined
  let seconds: number | undefined
  let hz = 100
  let gil = false
  let idle = false
  let native = false
  for (let at = record + 1; at < words.length; at++) {
    const [word, inline] = splitInline(words[at] ?? '')
    // From here on it is the program that was started, with switches of its own.
    if (word === '--' || !word.startsWith('-')) break
    const value = inline ?? words[at + 1]
    if (word === '-d' || word === '--duration') seconds = positive(value) ?? seconds
    if (word === '-r' || word === '--rate') hz = positive(value) ?? hz
    if (word === '--gil' || isShort(word, 'g')) gil = true
    if (word === '--idle' || isShort(word, 'i')) idle = true
    if (word === '--native' || isShort(word, 'n')) native = true
    if (inline === undefined && takesValue(word)) at++
  }
  return { ...(seconds === undefined ? {} : { seconds }), hz, mode: gil ? 'gil' : idle ? 'idle' : 'runnable', native }
}

function splitInline(word: string): readonly [string, string?] {
  if (word.startsWith('--')) {
    const at = word.indexOf('=')
    return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
  }
  // -d30, -r100
  const joined = /^(-[dr])=?(\d.*)$/.exec(word)
  return joined ? [joined[1] ?? '', joined[2] ?? ''] : [word]
}

/** -d, -o … and bundles of letters such as -sd; -F and -t take none (switches of their own). */
function takesValue(word: string): boolean {
  return (
    /^-[a-zA-Z]{0,6}[oprdf]$/.test(word) ||
    (withValue.test(word) && !/^(?:-[Ft]|--function|--full-filenames)$/.test(word))
  )
}

function isShort(word: string, letter: string): boolean {
  return /^-[a-zA-Z]{1,6}$/.test(word) && word.includes(letter)
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && text !== '' && Number.isFinite(value) && value > 0 ? value : undefined
}
