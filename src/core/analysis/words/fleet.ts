/** Who differs, in words: "1 of 4 pods contention-bound: orders-2, since 10:16:20 IST; the other three quiet." */
import { clock } from '../../base/clock.ts'
import { listed } from '../../base/lists.ts'
import { formatBytes, formatNumber, formatShort, formatSpan } from '../../base/numbers.ts'
import { bytesPerMb } from '../../base/units.ts'
import { makeVisible } from '../../base/visibleText.ts'
import type { RuleId } from '../../base/vocabulary.ts'
import { titleOf } from '../../diagnosis/rules.ts'
import { signalWord } from '../../diagnosis/signalWords.ts'
import type { Coverage } from '../../fleet/coverage.ts'
import type { FigureDifference } from '../../fleet/difference.ts'
import type { FleetVerdict } from '../../fleet/verdict.ts'
import type { FigureId } from '../../fleet/memberFigures.ts'
import type { FleetMember, Standing, Standings } from '../../fleet/standing.ts'

/** "pods", "instances"; a label that is no plain word stands as it is: "4 values of k8s_pod". */
export function instanceWord(label: string, count: number): string {
  // OpenTelemetry's are "k8s.pod.name", or with underscores.
  const one = /^(?:k8s[._])?(pod|instance|host|node|container|process)(?:[._]name)?$/.exec(label)?.[1] ?? 'instance'
  return count === 1 ? one : `${one}s`
}

const smallNumbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

const inWords = (count: number): string => smallNumbers[count] ?? formatNumber(count)

export const figureWords: Readonly<Record<FigureId, string>> = {
  cores: signalWord('cpu_user_pct'),
  waiters: 'threads waiting for locks',
  lockWaitPct: signalWord('lock_wait_pct'),
  allocMbPerSecond: signalWord('alloc_rate_mb_s'),
  liveMb: signalWord('live_heap_mb'),
  growthMbPerHour: signalWord('live_heap_slope_mb_h'),
  threads: 'goroutines',
}

/** "0.22 cores", "at least 51 %": lock wait out of a series is a lower bound. */
export function figureText(id: FigureId, value: number): string {
  switch (id) {
    case 'cores':
      return `${coresText(value)} cores`
    case 'waiters':
      return formatShort(value)
    case 'lockWaitPct':
      return `${formatShort(value)} %`
    case 'allocMbPerSecond':
      return `${formatShort(value)} MB/s`
    case 'liveMb':
      return formatBytes(value * bytesPerMb)
    case 'growthMbPerHour':
      return `${value > 0 ? '+' : ''}${formatShort(value)} MB/h`
    case 'threads':
      return formatNumber(value)
    default:
      return id satisfies never
  }
}

/** Two digits below one core: 0.06 is not 0.1, and a pod of 0.02 is not one of 0.002. */
export function coresText(cores: number): string {
  if (cores === 0 || cores >= 1) return formatShort(cores)
  return cores < 0.1 ? formatNumber(cores, 3) : formatNumber(cores, 2)
}

/** How many names a sentence holds. */
const mostNames = 3

function named(names: readonly string[]): string {
  // A line break in a label would begin a sentence of its own.
  const members = names.map(makeVisible)
  const more = members.length - mostNames
  return more > 1 ? `${members.slice(0, mostNames).join(', ')} and ${formatNumber(more)} more` : listed(members)
}

export interface ToldFleet {
  /** "1 of 4 pods contention-bound" */
  readonly count: string
  /** "orders-2" */
  readonly names: string
  /** "lock wait at least 51 %, the others 0.9 %", "since 10:16:20 IST", "the other three quiet" */
  readonly parts: readonly string[]
  readonly text: string
}

export function tellFleet(verdict: FleetVerdict, zone: string): ToldFleet {
  const { of, members, label, rest, lead } = verdict
  const many = members.length
  const all = many === of
  const parts = [figurePart(verdict), onsetPart(verdict, zone), restPart(verdict)].filter((part) => part !== '')
  const calm = lead === 'quiet' || (lead === 'open' && verdict.belowCores === undefined)
  const condition = assumedPart(verdict)
  // Nothing is said of them that has a condition: then it is that of the others.
  const isOfOthers = lead === 'open' || lead === 'differs'
  const [assumed, assumedOfOthers] = isOfOthers ? ['', all ? '' : condition] : [condition, '']
  const shared =
    verdict.shared === undefined ? '' : ` (all of ${makeVisible(`${verdict.shared.label} ${verdict.shared.value}`)})`
  const names = calm || (all && of > 1) ? '' : `${named(members)}${shared}`
  const who = all
    ? `${of === 1 ? 'The one' : of === 2 ? 'Both' : `All ${formatNumber(of)}`} ${instanceWord(label, of)}`
    : `${formatNumber(many)} of ${formatNumber(of)} ${instanceWord(label, of)}`
  // Which one it is comes before what that depends on.
  const count = `${who} ${leadWords(verdict)}${names === '' ? assumed : ''}`
  const failedNone = Object.values(rest).every((one) => one === 0)
  const tail = [names, names === '' ? '' : assumed.trim(), ...(calm && failedNone ? [] : parts)].filter(
    (part) => part !== '',
  )
  const text = `${count}${tail.length === 0 ? '' : `: ${tail.join(', ').replace(/, (the other)/, '; $1')}`}${assumedOfOthers}${apartPart(verdict)}.${overPart(verdict)}`
  return { count, names, parts, text }
}

/** Beside what it is a condition of: at the end of a long sentence nobody knows any more what "if" is about. */
function assumedPart({ assumesCores, belowCores, of, members }: FleetVerdict): string {
  if (assumesCores === undefined || (members.length === of && belowCores !== undefined)) return ''
  const each = of === 1 ? 'it' : 'each'
  return ` if ${each} has ${assumesCores === 0.5 ? 'half a core' : `${formatShort(assumesCores)} cores`} or more`
}

function overPart({ over, of }: FleetVerdict): string {
  if (over === undefined) return ''
  const { members, most, said } = over
  const uses = members.length === 1 ? 'uses' : 'use up to'
  return ` ${of === 1 ? 'It' : named(members)} ${uses} ${coresText(most)} cores, more than the ${formatNumber(said.value, Number.isInteger(said.value) ? 0 : 2)} said (${said.from}): give the right number of cores.`
}

/** "CPU-bound on real work if it may use fewer than 1.5 cores": what one number would tell. */
export const onCoresText = (pattern: RuleId, below: number, who: 'it' | 'each'): string =>
  `${titleOf(pattern)} if ${who} may use fewer than ${coresText(below)} cores`

function leadWords({ lead, pattern, belowCores, members }: FleetVerdict): string {
  const title = pattern === undefined ? '' : titleOf(pattern)
  if (pattern !== undefined && belowCores !== undefined && (lead === 'open' || lead === 'may'))
    return onCoresText(pattern, belowCores, members.length === 1 ? 'it' : 'each')
  switch (lead) {
    case 'fires':
      return title
    case 'may':
      return `possibly ${title}`
    case 'near':
      return `near ${title}`
    case 'differs':
      return 'unlike the rest'
    case 'open':
      return 'without an answer'
    case 'quiet':
      return 'quiet'
    default:
      return lead satisfies never
  }
}

function figurePart({ by, lead, of, members, belowCores }: FleetVerdict): string {
  if (by === undefined || lead === 'quiet' || (lead === 'open' && belowCores === undefined)) return ''
  const least = by.figure === 'lockWaitPct' || by.figure === 'waiters' ? 'at least ' : ''
  const others = members.length < of / 2 ? ` (median ${figureText(by.figure, by.median)})` : ''
  return `${figureWords[by.figure]} ${least}${figureText(by.figure, by.value)}${others}`
}

/** "; version v2: CPU use 0.6 cores, the others 0.2 cores": no rule's business, and the first thing anybody asks after a deploy. */
function apartPart({ apart }: FleetVerdict): string {
  if (apart === undefined) return ''
  const { label, value, figure, own, others } = apart
  return `; ${makeVisible(`${label} ${value}`)}: ${figureWords[figure]} ${figureText(figure, own)}, the others ${figureText(figure, others)}`
}

function onsetPart({ onset, members }: FleetVerdict, zone: string): string {
  if (onset === undefined) return ''
  const { atMs, started, withinMs = 0, lastMs } = onset
  if (started !== true)
    return `since ${clock(atMs, zone)}${lastMs === undefined ? '' : ` (the last of them ${clock(lastMs, zone)})`}`
  const who = members.length === 1 ? 'it' : 'they'
  return withinMs < 1000
    ? `since ${who} started at ${clock(atMs, zone)}`
    : `since ${who} started within the ${formatNumber(Math.round(withinMs / 1000))} s after ${clock(atMs, zone)}`
}

const standingWords: Readonly<Record<Standing, string>> = {
  fires: 'of another pattern',
  may: 'not excluded either',
  near: 'near a rule',
  open: 'without an answer',
  quiet: 'quiet',
}

function restPart({ rest, of, members }: FleetVerdict): string {
  const others = of - members.length
  const groups = (Object.entries(rest) as readonly [Standing, number][]).filter(([, count]) => count > 0)
  if (others === 0) return ''
  const [only] = groups
  if (groups.length === 1 && only !== undefined)
    return `the other${others === 1 ? '' : ` ${inWords(others)}`} ${standingWords[only[0]]}`
  return `the other ${inWords(others)}: ${listed(groups.map(([standing, count]) => `${inWords(count)} ${standingWords[standing]}`))}`
}

/** "3 pods, 277 of 600 s"; the whole window needs no second number. */
export function coverageText(coverage: Coverage, label: string, windowSeconds: number): string {
  const { instances, insideSeconds } = coverage
  const who = `${formatNumber(instances)} ${instanceWord(label, instances)}`
  const isWhole = insideSeconds >= 0.95 * windowSeconds
  return isWhole ? who : `${who}, ${formatNumber(insideSeconds)} of ${formatSpan(windowSeconds)}`
}

/** One process in a word or a few: "contention-bound", "possibly slow leak", "quiet". */
export function memberText({ standing, diagnosis, onCores }: FleetMember): string {
  if (standing === 'fires') return titleOf(diagnosis.pattern)
  if (onCores !== undefined) return onCoresText(onCores.rule, onCores.below, 'it')
  const may = standing === 'may' ? diagnosis.possible?.find((id) => id !== 'no-clear-pattern') : undefined
  return may === undefined ? alone[standing] : `possibly ${titleOf(may)}`
}

const alone: Readonly<Record<Standing, string>> = {
  fires: 'with a pattern',
  may: 'possibly ill',
  near: 'near a rule',
  open: 'not enough data',
  quiet: 'quiet',
}

/** Several processes in numbers. */
export function standingsText(standings: Standings): string {
  const some = (Object.keys(alone) as Standing[]).filter((one) => standings[one] > 0)
  const all = some.reduce((sum, one) => sum + standings[one], 0)
  const [first] = some
  if (some.length === 1 && first !== undefined) return all === 1 ? alone[first] : `${all} ${alone[first]}`
  return some.map((one) => `${standings[one]} ${alone[one]}`).join(', ')
}

export const differenceWords: Readonly<Record<FigureDifference['result'], string>> = {
  grew: 'more',
  shrank: 'less',
  'no-evidence': 'no evidence of change',
  untested: 'cannot be tested: too few profiles',
}
