/**
 * A verdict that holds for a stated range of a denominator nobody measured. With 55 goroutines waiting on average and 0.06 cores
 * in use, "contention-bound for up to 91 threads, on half a core or more" is an answer where "how many threads?" is a question.
 */
import type { RuleId, Thresholds } from '../base/vocabulary.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import { type Decision, type Knowledge, decide, judge } from './decide.ts'
import type { HeldCondition } from './diagnosis.ts'
import type { KnownRange } from './knownRanges.ts'
import { cellsOf } from './possible.ts'
import { ruleOf, rules } from './rules.ts'

export interface Conditional {
  readonly rule: RuleId
  readonly condition: HeldCondition
}

/** Fewer waiting than this is "contention-bound for up to five threads": true, and no answer. */
const fewestWaiters = 10
/** Hardly a service has less; a verdict that needs more than one whole core has to be asked about. */
const leastCores = 0.5
const mostLeastCores = 1

/** Called where the verdict cannot be told otherwise. */
export function conditionalOf(signals: Signals, knowledge: Knowledge): Conditional | undefined {
  const used = denominatorOf(signals.cpu_user_pct, 'cores')
  const waiting = denominatorOf(signals.lock_wait_pct, 'threads')
  const onCores = used === undefined ? knowledge : withCpu(knowledge, { low: 0, high: percent(used, leastCores) })
  if (waiting !== undefined && waiting >= fewestWaiters)
    return upToThreads(waiting, onCores, used === undefined ? undefined : leastCores)
  return used === undefined || waiting !== undefined ? undefined : fromCores(used, onCores)
}

/** What is known above the line of the fraction, where what is below it is asked for. */
function denominatorOf(signal: Signal, ask: 'cores' | 'threads'): number | undefined {
  return signal.state === 'absent' && signal.ask === ask ? signal.standIn?.value : undefined
}

function percent(amount: number, of: number): number {
  return Math.min(100, (100 * amount) / of)
}

function withCpu(knowledge: Knowledge, range: KnownRange): Knowledge {
  return { ...knowledge, known: { ...knowledge.known, cpu_user_pct: range } }
}

function decided(knowledge: Knowledge): Decision {
  return decide(
    rules.map((rule) => judge(rule, knowledge)),
    knowledge,
  )
}

/** One rule, and no other, for some number of threads: the more of them, the smaller the share that waits. */
function upToThreads(waiting: number, knowledge: Knowledge, cores: number | undefined): Conditional | undefined {
  const cells = cellsOf('lock_wait_pct', { low: 0, high: 100 }, knowledge.thresholds)
  const named = cells.flatMap((value) => {
    const known = { ...knowledge.known, lock_wait_pct: { low: value, high: value } }
    const { chosen } = decided({ ...knowledge, known, values: { ...knowledge.values, lock_wait_pct: value } })
    return chosen === undefined ? [] : [chosen.rule.id]
  })
  const [rule] = named
  if (rule === undefined || named.some((id) => id !== rule)) return undefined
  const limit = limitOf(rule, 'lock_wait_pct', '>', knowledge.thresholds)
  if (limit === undefined || limit <= 0) return undefined
  // Strictly above the limit: one thread less than where they are equal.
  const upTo = Math.ceil((100 * waiting) / limit) - 1
  return {
    rule,
    condition: { signal: 'lock_wait_pct', of: 'threads', upTo, ...(cores === undefined ? {} : { cores }) },
  }
}

function fromCores(used: number, knowledge: Knowledge): Conditional | undefined {
  const { chosen } = decided(knowledge)
  const limit = chosen && limitOf(chosen.rule.id, 'cpu_user_pct', '<', knowledge.thresholds)
  if (chosen === undefined || limit === undefined || limit <= 0) return undefined
  const from = (100 * used) / limit
  if (from > mostLeastCores) return undefined
  return { rule: chosen.rule.id, condition: { signal: 'cpu_user_pct', of: 'cores', from: Math.max(from, leastCores) } }
}

function limitOf(
  id: RuleId,
  signal: HeldCondition['signal'],
  comparison: '>' | '<',
  thresholds: Thresholds,
): number | undefined {
  const own = ruleOf(id).conditions.find((one) => one.signal === signal && one.comparison === comparison)
  return own && (thresholds[id][signal] ?? own.threshold)
}
