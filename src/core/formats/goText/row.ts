import type { ReaderRow } from '../sniff.ts'

const todo =
  'Convert it with `go tool pprof -proto -output=out.pb.gz PROGRAM FILE` and open out.pb.gz: it holds addresses, and only the program knows their names'

export const goTextRows: readonly ReaderRow[] = [
  {
    format: 'goroutines',
    sniff: (head) => (/^goroutine \d+ (gp=\S+ m=\S+ (mp=\S+ )?)?\[[^\n]+\]:$/m.test(head.text) ? 'yes' : 'no'),
    load: async () => (await import('./goroutines.ts')).readGoroutines,
  },
  {
    format: 'go-text',
    sniff: (head) =>
      /^(heap profile: .* @ heap\/\d+|--- mutex:|--- contention:|goroutine(leak)? profile: total \d+)$/m.test(
        head.text.slice(0, 2000),
      )
        ? 'yes'
        : 'no',
    load: async () => (await import('./goText.ts')).readGoText,
  },
  {
    // Words 0, 3, 0, period, 0: the header of gperftools' CPU profiles, 8 or 4 bytes a word, either end first.
    format: 'gperftools',
    sniff: (head) => (isBinaryCpuProfile(head.bytes) ? 'yes' : 'no'),
    refuse: { what: 'it is a binary CPU profile of gperftools', todo },
  },
]

function isBinaryCpuProfile(bytes: Uint8Array): boolean {
  for (const width of [8, 4]) {
    if (bytes.length < 5 * width) continue
    const word = (index: number): readonly number[] => [...bytes.subarray(index * width, (index + 1) * width)]
    const is = (index: number, value: number): boolean => {
      const digits = word(index)
      const rest = digits.reduce((sum, byte) => sum + byte, 0)
      return rest === value && (digits[0] === value || digits.at(-1) === value)
    }
    if (is(0, 0) && is(1, 3) && is(2, 0) && is(4, 0) && !is(3, 0)) return true
  }
  return false
}
