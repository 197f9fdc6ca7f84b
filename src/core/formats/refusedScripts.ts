/** What profilers of Ruby, PHP and Erlang print for people; see `refusedReports.ts`. */
import { printed } from './printedRow.ts'
import type { RefusedRow } from './sniff.ts'

const erlangSampled =
  'Start it with `erl +JPperf true`, run `perf record -F 99 --call-graph fp -p PID -- sleep 30`, then `perf script --header > out.perf`, and open that'

export const scriptReports: readonly RefusedRow[] = [
  printed(
    'rbspy-text',
    /^% self {2}% total {2}name\r?$/m,
    'rbspy prints: functions without stacks',
    'Run `rbspy report -f collapsed -i RAW-FILE -o out.folded` and open that',
  ),
  printed(
    'ruby-threads',
    /^(?:[^\n]{0,80}\s)?(?:Thread[ :]|#<Thread:0x)[^\n]{0,300}\r?\n(?:[^\n]{0,80}\b(?:WARN|INFO): )?\s{0,8}\S[^\n:]{0,300}\.rb:\d{1,9}:in [`']/m,
    'Ruby prints of its threads (Thread#backtrace, Sidekiq and Puma on TTIN): a look at one instant, without who holds what',
    'Record who waits for whom with Vernier (`vernier run -- PROGRAM`, its JSON), or what runs with `rbspy record --pid PID --duration 30 --format speedscope --file out.json`, and open that',
  ),
  printed(
    'ruby-prof-text',
    /^Measure Mode: \w{1,40}\r?\n(?:Thread|Fiber) ID: /m,
    'ruby-prof prints: functions without stacks',
    'Write it with `RubyProf::CallTreePrinter.new(result).print(path: ".")`, a ranking, or take stacks: run `stackprof --json FILE > profile.json` on a dump of StackProf',
  ),
  printed(
    'stackprof-text',
    /^ {2}Mode: \w+\([\d.]+\)\r?\n {2}Samples: \d/m,
    '`stackprof --text` prints: functions without stacks',
    'Run `stackprof --json FILE > profile.json` on the dump and open that',
  ),
  printed(
    'erlang-fprof',
    /^%% Analysis results:\r?\n\{ {1,4}analysis_options,/,
    'fprof of Erlang writes: calls, which its trace made several times slower',
    erlangSampled,
  ),
  printed(
    'erlang-eprof',
    /^FUNCTION +CALLS +% +TIME +\[uS \/ CALLS\]/m,
    'eprof of Erlang prints: functions without stacks',
    erlangSampled,
  ),
  {
    format: 'erlang-crash',
    sniff: (head) => (head.startsWith('=erl_crash_dump:') ? 'yes' : 'no'),
    refuse: {
      what: 'it is the crash dump of an Erlang VM: all its processes at its end, with what is in their messages',
      todo: 'Its line “Slogan” says why it ended, and `crashdump_viewer:start()` which process held most memory; do not pass it on',
    },
  },
  {
    format: 'xhprof',
    sniff: ({ text }) =>
      /^(?:a:\d+:\{s:\d+:|\{(?:"profile":\{)?)"(?:main\(\)|[^"\n]{1,300}==>[^"\n]{1,300})";?:?(?:a:\d+:)?\{(?:s:2:)?"ct"/.test(
        text.slice(0, 2000),
      )
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is a profile of XHProf or Tideways, which knows callers and callees but no stacks',
      todo: 'Sample with Excimer and open what `$profiler->getLog()->formatCollapsed()` returns, or record with `xdebug.mode=profile` and open the cachegrind.out',
    },
  },
  {
    format: 'excimer-table',
    sniff: ({ text }) =>
      /^\{"[^"\n]{1,500}":\{(?:"\w{1,20}":(?:"[^"\n]{0,500}"|\d+),){1,6}"self":\d+,"inclusive":\d+\}/.test(
        text.slice(0, 2000),
      )
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is what `aggregateByFunction()` of Excimer returns: functions without stacks',
      todo: 'Open what `$profiler->getLog()->formatCollapsed()` returns',
    },
  },
  printed(
    'xdebug-trace',
    /^TRACE START \[/m,
    'Xdebug’s trace writes: calls, of which the costs are not added up',
    'Record with `xdebug.mode=profile` and open the cachegrind.out',
  ),
]
