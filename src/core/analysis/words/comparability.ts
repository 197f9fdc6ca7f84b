/** May two windows be compared: in words, each with what to do about it. */
import { listed } from '../../base/lists.ts'
import { formatBytes, formatNs, formatSeconds, formatShare, formatSpan } from '../../base/numbers.ts'
import { formatTwoDigits } from '../../base/viewRates.ts'
import { wordsOfShown } from '../../base/viewWords.ts'
import type { ComparabilityFact } from '../../diff/comparabilityFact.ts'
import type { Comparability } from '../../diff/comparison.ts'
import { tellWarning } from './warnings.ts'

type Told = Pick<Comparability, 'text' | 'fix'>
type Words = {
  readonly [Id in ComparabilityFact['id']]: (
    fact: Extract<ComparabilityFact, { readonly id: Id }>,
    zone: string,
  ) => Told
}

const processesText = (mean: number): string => {
  const count = Math.round(mean * 10) / 10
  return `${count} ${count === 1 ? 'process' : 'processes'}`
}

const fine = (text: string): Told => ({ text, fix: '' })

const words: Words = {
  'no-lengths': () => ({
    text: 'neither side says how long it was recorded: shares are compared, not costs per second',
    fix: 'compare two files that have times in them',
  }),
  parts: () => ({
    text: 'A and B are parts of one window, what carries no label is in neither: shares of each are compared, not amounts',
    fix: 'amounts stand in the strip of the values',
  }),
  'same-length': () => fine('same length'),
  lengths: ({ secondsA, secondsB }) => ({
    text: `A is ${formatSpan(secondsA)} long, B ${formatSpan(secondsB)}: costs are compared per second`,
    fix: 'choose windows of equal length to compare sums by eye',
  }),
  overlap: ({ seconds }) => ({
    text: `A and B share ${formatSeconds(seconds)}: those samples are on both sides`,
    fix: 'move one window so that they do not touch',
  }),
  'cores-unknown': () => ({
    text: 'core count not known on both sides',
    fix: 'say how many CPUs the service may use',
  }),
  'same-cores': ({ cores }) => fine(`${cores} ${cores === 1 ? 'core' : 'cores'} in both`),
  cores: ({ coresA, coresB }) => ({
    text: `A had ${coresA} cores, B ${coresB}: a cost per second that follows the cores is not a change, so only shares are tested`,
    fix: 'compare windows with the same limit',
  }),
  'same-threads': ({ threads }) => fine(`${Math.round(threads)} threads in both`),
  threads: ({ threadsA, threadsB }) => ({
    text: `A had ${Math.round(threadsA)} threads, B ${Math.round(threadsB)}: the lock wait share has another denominator`,
    fix: 'read lock wait as threads waiting, not in percent',
  }),
  'mutex-waiters': ({ versionA, versionB }) => ({
    text: `${versionA} counts one waiter per mutex, ${versionB} counts all: mutex profiles across Go 1.22 are not comparable`,
    fix: 'compare block profiles, or two windows of one Go version',
  }),
  runtimes: ({ runtimeA, runtimeB }) => ({
    text: `A ran on ${runtimeA}, B on ${runtimeB}`,
    fix: 'choose two windows of one service',
  }),
  'same-runtime': ({ version }) => fine(`same ${version}`),
  'runtime-versions': ({ versionA, versionB }) => ({
    text: `A ran on ${versionA}, B on ${versionB}: inlining and runtime functions differ`,
    fix: 'look at own code first',
  }),
  'one-sided': ({ kind, shows, only }) => ({
    text: `${wordsOfShown(kind, shows).name} was recorded only in ${only}`,
    fix: 'choose a window in which both have it',
  }),
  unread: ({ side, kinds }) => ({
    text: `${listed(kinds.map((kind) => wordsOfShown(kind, undefined).name))} of ${side} could not be read, so ${kinds.length === 1 ? 'it is' : 'they are'} not compared`,
    fix: 'why stands below; reload once the store answers',
  }),
  unlike: ({ kind, showsA, showsB }) => ({
    text: `A has ${wordsOfShown(kind, showsA).name}, B ${wordsOfShown(kind, showsB).name}: not two amounts of one thing, so they are not compared`,
    fix: 'compare two profiles of one kind',
  }),
  'only-sums': ({ side, isOld }) => ({
    text: `${side} is a snapshot, which keeps sums and no samples: how much of a change is chance is assumed there, not measured${isOld ? ', and who recorded it is not in it' : ''}`,
    fix: 'choose the recording that it was made from, where it is still there',
  }),
  'sampling-rates': ({ kind, shows, periodA, periodB }) => ({
    text: `${wordsOfShown(kind, shows).name} was sampled every ${formatNs(periodA)} in A and every ${formatNs(periodB)} in B`,
    fix: 'costs are compared in time, which allows for it; record both at one rate to compare samples',
  }),
  profilers: ({ kind, profilerA, profilerB }) => ({
    text: `${wordsOfShown(kind, undefined).name} is by ${profilerA || 'one profiler'} in A and by ${profilerB || 'another'} in B${profilerA === profilerB ? ', set up otherwise' : ''}, which do not see the same threads and frames: no amounts are compared and nothing is tested`,
    fix: 'record both with one profiler; until then read the shares, each for itself',
  }),
  'only-what-changed': ({ kind, shows }) => ({
    text: `${wordsOfShown(kind, shows).name} is one profile less another: what fell stands in A, what grew in B, and what stayed the same is in neither, so nothing is tested`,
    fix: 'open the two profiles it was made from, or save it with -diff_base instead of -base',
  }),
  'lock-by-sample': ({ sampled }) => ({
    text: `lock waits were sampled in ${sampled} and recorded one by one in ${sampled === 'A' ? 'B' : 'A'}: no amounts are compared and nothing is tested`,
    fix: 'record both in one way',
  }),
  'lock-sides': ({ holders }) => ({
    text: `the lock profile names who held locks in ${holders} and who waited in ${holders === 'A' ? 'B' : 'A'}: other functions`,
    fix: 'compare two block profiles, or two mutex profiles',
  }),
  units: ({ kind, counted }) => ({
    text: `${wordsOfShown(kind, undefined).name} in ${counted} counts samples without saying how long one is, and is not compared`,
    fix: `say the length of a sample of ${counted}, or record both alike`,
  }),
  'few-samples': ({ kind, shows, samples, side }) => {
    const { name } = wordsOfShown(kind, shows)
    const count = Math.round(samples)
    // A longer window of nothing has nothing in it, either.
    if (count === 0)
      return fine(`${name}: nothing in ${side}, so all of it is ${side === 'A' ? 'new in B' : 'gone in B'}`)
    return {
      text: `${name}: ${count} ${count === 1 ? 'sample' : 'samples'} in ${side}, too few for anything but the largest changes`,
      fix: 'choose a longer window',
    }
  },
  untestable: ({ kind, shows }) => ({
    text: `${wordsOfShown(kind, shows).name}: the profile does not say how many events it counted, so nothing is tested`,
    fix: 'read the shares, not the list',
  }),
  'tested-by-parts': ({ kind, partsA, partsB }) =>
    fine(
      `${wordsOfShown(kind, undefined).name}: events are not counted, so changes are tested by how it varies between ${partsA} parts of A and ${partsB} of B`,
    ),
  truncated: ({ kind, stacksA, stacksB }) => ({
    text: `${wordsOfShown(kind, undefined).name}: ${stacksA} different stacks in A and ${stacksB} in B were deeper than the recording kept, so their paths begin in the middle`,
    fix: 'record with deeper stacks (JFR: stackdepth=256); read functions by self, not by total',
  }),
  label: ({ label, valueA, valueB }) => ({
    text: `${label}: ${valueA} in A, ${valueB} in B`,
    fix:
      label === 'version' ? 'if that is what you compare, go on' : `choose one ${label}, unless it is what you compare`,
  }),
  'same-label': ({ value }) => fine(`same ${value}`),
  'renamed-packages': ({ packages }) => ({
    text: `${packages
      .slice(0, 3)
      .map(({ base, head }) => `${base} in A is ${head} in B`)
      .join(', ')}${packages.length > 3 ? `, and ${packages.length - 3} more` : ''}: compared as one`,
    fix: 'the functions that were merged are listed beside the changes',
  }),
  'per-process': ({ processesA, processesB }) => ({
    text: `A is ${processesText(processesA)}, B ${processesText(processesB)}: amounts are those of one process, on average`,
    fix: 'choose as many on both sides to compare sums',
  }),
  replicates: ({ runsA, runsB }) =>
    fine(
      `A is ${runsA} ${runsA === 1 ? 'run' : 'runs'}, B ${runsB}: the runs of a side are added up, and what they differ by is what a change is held against`,
    ),
  'moved-together': ({ kind, shows, factor, functions, ofParts }) => ({
    text: `${wordsOfShown(kind, shows).name}: drift of the machine or of its load, ${ofParts ? 'all parts of it' : `all ${functions} functions`} alike ×${factor.toFixed(2)}; it is taken out before one function’s cost per second is called a change`,
    fix: `if it is not the machine, compare requests per second: ×${factor.toFixed(2)} of everything is more work, not slower code`,
  }),
  'cpu-by-counters': ({ base, head, loose }) => ({
    text: `the recorder samples which Java code runs, not how much CPU that is: functions share what the process counted, ${formatTwoDigits(base)} cores in A and ${formatTwoDigits(head)} in B without the collector and the compiler${loose ? ', which are not known well enough to test more than shares' : ''}`,
    fix: 'record with async-profiler for CPU time by function',
  }),
  'other-programs': ({ partA, partB, of }) => ({
    text: `${of === 'packages' ? '' : 'only '}${formatShare(partA)} of A’s ${of === undefined ? 'CPU' : 'own code'} and ${formatShare(partB)} of B’s is in ${of === 'packages' ? 'packages that the other does not have' : 'functions that both have'}: these look like two programs, or like one whose build gave everything other names`,
    fix: 'compare two runs of one program; keep names from one build to the next',
  }),
  'two-moments': ({ seconds, allocated, most, grown }) => ({
    text: `B is the process of A${seconds === undefined ? ' at another moment' : `, ${formatSpan(seconds)} later`}, and has all that A had allocated: between the two ${formatBytes(allocated)} were allocated${most ? `, ${formatShare(most.share)} of it in ${most.name}` : ''}${grown === undefined ? '' : `, and the live heap ${grown < 0 ? 'fell' : 'grew'} by ${formatBytes(Math.abs(grown))}`}`,
    fix: '',
  }),
  restarted: ({ side }) => ({
    text: `the process restarted inside ${side}`,
    fix: 'choose a window before or after it; warm-up is not the service',
  }),
  misaligned: ({ side, warning }, zone) => ({
    text: `in ${side}, ${tellWarning(warning, zone)}`,
    fix: 'choose a window that all profiles cover',
  }),
}

export function tellComparability(fact: ComparabilityFact, zone: string): Comparability {
  const row = words[fact.id] as (fact: ComparabilityFact, zone: string) => Told
  return {
    level: fact.level,
    ...row(fact, zone),
    ...(fact.id === 'renamed-packages' || fact.id === 'moved-together' || fact.id === 'two-moments'
      ? { first: true as const }
      : {}),
    ...('kind' in fact ? { kind: fact.kind } : {}),
    ...('label' in fact ? { label: fact.label } : {}),
  }
}
