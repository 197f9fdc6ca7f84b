/** What `npm run record -- …` was asked to do; every mistake is one line that says what to write instead. */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '../../core/base/result.ts'

export interface RecordArguments {
  readonly go: string
  readonly seconds: number
  readonly everySeconds: number
  readonly out: string
  readonly service?: string
  readonly cores?: number
  readonly headers: Readonly<Record<string, string>>
  /** No progress and no next steps. */
  readonly quiet: boolean
}

export const usage =
  'trifold record --go http://host:6060 --for 3m --every 15s --out DIR [--service NAME] [--cores N] [--header "Name: value"] [--quiet]'

export function parseArguments(argv: readonly string[]): Result<RecordArguments | 'help', string> {
  let values: Readonly<Record<string, unknown>>
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        go: { type: 'string' },
        for: { type: 'string', default: '3m' },
        every: { type: 'string', default: '15s' },
        out: { type: 'string' },
        service: { type: 'string' },
        cores: { type: 'string' },
        header: { type: 'string', multiple: true, default: [] },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return err(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}. Usage: ${usage}`)
  }
  if (values['help'] === true) return ok('help')
  const text = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined)
  const go = text('go')
  const out = text('out')
  if (go === undefined) return err(`--go is missing: the address of a Go service with net/http/pprof. Usage: ${usage}`)
  if (!/^https?:\/\/./.test(go) || !URL.canParse(go))
    return err(`--go must be an address like http://host:6060, is "${go}"`)
  if (out === undefined) return err(`--out is missing: the folder to write the recording to. Usage: ${usage}`)
  const seconds = parseDuration(text('for') ?? '')
  const everySeconds = parseDuration(text('every') ?? '')
  if (seconds === undefined) return err(`--for must be a duration like 90s, 3m or 1h, is "${text('for') ?? ''}"`)
  if (everySeconds === undefined) return err(`--every must be a duration like 15s or 1m, is "${text('every') ?? ''}"`)
  if (everySeconds > seconds) return err(`--every (${everySeconds} s) is longer than --for (${seconds} s)`)
  const cores = text('cores') === undefined ? undefined : Number(text('cores'))
  if (cores !== undefined && !(cores > 0 && cores < 100_000))
    return err(`--cores must be a number above 0, is "${text('cores') ?? ''}"`)
  const headers: Record<string, string> = {}
  for (const line of values['header'] as readonly string[]) {
    const [, name, value] = /^([\w-]+):\s*(.+)$/.exec(line) ?? []
    if (name === undefined || value === undefined)
      return err(`--header must be "Name: value", is "${line.split(':')[0] ?? ''}"`)
    headers[name] = value
  }
  const service = text('service')
  return ok({
    go,
    seconds,
    everySeconds,
    out,
    headers,
    quiet: values['quiet'] === true,
    ...(service === undefined ? {} : { service }),
    ...(cores === undefined ? {} : { cores }),
  })
}

/** "90s", "3m", "1h30m" in whole seconds; undefined for anything else and for nothing. */
export function parseDuration(text: string): number | undefined {
  const [whole, hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text.trim()) ?? []
  if (whole === undefined || whole === '') return undefined
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return total > 0 && total <= 86_400 ? total : undefined
}
