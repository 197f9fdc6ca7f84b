/** What `--help` prints. */
import { storeUsage } from '../store/arguments.ts'

export const usage = `usage: trifold diagnose [--json|--quiet] [--cores N] [--threads N] [--seconds N] [--kind [FILE=]KIND]
                        [--cpu N] [--growth B/T] [--alloc B/T] [--rss B] [--limit B]
                        [--from ISO --until ISO] PATH…
       trifold diagnose (--pyroscope|--parca) URL --service NAME [--label NAME=VALUE]… [--last 15m] [--cores N] …
       trifold compare [--json|--quiet|--markdown] --base PATH… [--base-window W] --head PATH… [--head-window W]
                       [--fail-on RULE]…
       trifold compare (--pyroscope|--parca) URL --service NAME [--last 15m] (--before 1d | --base-window W |
                       --base-label NAME=VALUE) …
       (in a checkout: npm run --silent diagnose -- …)

Reads profiles of one service and says what CPU, heap and lock mean together.
PATH is a profile file, a folder of profile files, a recording (a folder with recording.json), or - for standard input.
Of a store also which of the service's processes differs.

  --json          one JSON object instead of text, values in nanoseconds and bytes
  --quiet         the verdict alone
  --cores N       CPUs the service may use, where no file says it
  --threads N     threads (Go: goroutines), the denominator of lock wait
  --seconds N     length of files that have no time in them
  --cpu N         what a dashboard, top or kubectl top says, where the files do not: cores in use (0.4, 400m, 40%),
  --growth B/T    growth of the heap or of the process (120MB/h),
  --alloc B/T     bytes allocated (30MB/s),
  --rss B, --limit B
                  memory of the process and its limit (8GB, 4GiB)
  --kind [FILE=]KIND
                  what a file counts that does not say it (folded stacks): cpu, wall, heap_live, heap_alloc,
                  lock or block (off the CPU). Memory is in bytes; the others count samples, or time with
                  a unit after a colon: lock:ns, block:us, wall:ms. Without FILE: all files that do not say
  --of NAME       which service or process of a file of several (OTLP, JFR); default: the busiest
  --from, --until the window, as 2026-11-22T02:04:00+05:30; default: the window a recording opens with,
                  else everything the files cover
${storeUsage}
  --redact WHAT   leaves names, paths, labels or hosts out of what is written; may be repeated; "all" is all four
  --keep PREFIX   with --redact names: function names that start with this stay; may be repeated
  --before 1d     compare, of a store: base is the same window so long before; or --base-window FROM..UNTIL,
                  --base-label pod=orders-1 (another part of it), --base-service NAME
  --base, --head  compare: each takes the paths that follow it; A is base, the earlier one
                  given several times: several runs of it (or windows, each by the --base-window that follows),
                  added up, and a change is measured against what they differ by
  --fail-on RULE  ends with 3 when the comparison finds it: 'grew>10%:cpu', 'new:lock', 'any'; may be repeated
  --markdown[=FILE]
                  Markdown instead of text; with FILE, written there beside the text
  --base-window, --head-window
                  the name of a window in that recording, or FROM..UNTIL; with one recording on both
                  sides base is the first named window that is not head's

Exit code: 0 when at least one file could be read, 2 when none could or a rule of --fail-on could not be checked,
3 when a rule of --fail-on was met.`
