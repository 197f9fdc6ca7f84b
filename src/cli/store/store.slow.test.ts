/** `diagnose` and `compare` on a window of a store, from servers that answer as the real ones do. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parcaServices, pyroscopeServices } from '../../../e2e/servers/drawnServices.ts'
import { startParca } from '../../../e2e/servers/parca.ts'
import { startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import {
  asked as askedOfPage,
  closeStore,
  all,
  drawn,
  later,
  orders,
  stores,
  window,
} from '../../../e2e/servers/realStores.ts'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { diagnose } from '../diagnose/diagnose.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
  await closeStore()
})

const kinds = ['Pyroscope', 'Parca'] as const
type Kind = (typeof kinds)[number]

async function started(kind: Kind): Promise<readonly string[]> {
  server =
    kind === 'Pyroscope'
      ? await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
      : await startParca({ services: parcaServices('orders', orders, drawn), plainNotFound: true })
  return [`--${kind.toLowerCase()}`, server.url]
}

const times = ['--from', String(window.fromMs), '--until', new Date(window.untilMs).toISOString()]

interface Answer {
  readonly window: { readonly from: string; readonly until: string }
  readonly diagnosis: { readonly pattern: string; readonly sentence: string }
  readonly signals: Readonly<Record<string, { readonly value: number | null }>>
  readonly processes: {
    readonly of: number
    readonly pattern: string
    readonly members: readonly string[]
    readonly each: readonly {
      readonly name: string
      readonly standing: string
      readonly figures: Record<string, number>
    }[]
  }
  readonly profiles: readonly { readonly kind: string; readonly top: readonly { readonly name: string }[] }[]
}

const json = async (...words: readonly string[]): Promise<Answer> => {
  const { stdout, stderr } = await diagnose(['--json', ...words])
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Answer
}

describe.each(kinds)('in %s', (kind) => {
  it('the sick pod of four is named, as on the page, and each process has its own verdict', async () => {
    const at = await started(kind)
    const answer = await json(...at, '--service', 'orders', ...times, '--cores', '1')
    expect(answer.diagnosis.pattern).toBe('contention-bound')
    expect(answer.processes).toMatchObject({ of: 4, pattern: 'contention-bound', members: ['orders-2'] })
    const standings = answer.processes.each.map(({ name, standing }) => `${name} ${standing}`)
    expect(standings[0]).toBe('orders-2 fires')
    expect(standings.slice(1).sort()).toEqual(['orders-0 quiet', 'orders-1 quiet', 'orders-3 quiet'])
    expect(answer.processes.each[0]?.figures['lock_wait_pct']).toBeGreaterThan(70)
    const page = await askedOfPage(await stores[kind]('orders', orders), all('orders'), 1)
    expect(answer.diagnosis.sentence.replace(/since.*?IST/, '')).toBe(
      plainText(page.story.sentence).replace(/since.*?UTC/, ''),
    )
    const wait = page.story.signals.lock_wait_pct
    expect(answer.signals['lock_wait_pct']?.value).toBe(wait.state === 'present' && wait.value)
    expect(answer.window).toMatchObject({ from: '2026-11-28T15:40:00.000+05:30' })
  })

  it('the text leads with the verdict and lists the processes, the worst first', async () => {
    const at = await started(kind)
    const { stdout } = await diagnose([...at, '--service', 'orders', ...times, '--cores', '1'])
    expect(stdout).toMatch(/^contention-bound .*\n1 of 4 pods contention-bound: orders-2/)
    expect(stdout).toMatch(/4 pods, each by itself .*:\n {2}orders-2: contention-bound, [^:]*\n {2}orders-\d: quiet, /)
    // A single process is the service itself.
    const one = await diagnose([...at, '--service', 'orders', '--label', 'pod=orders-1', ...times])
    expect(one.stdout).not.toMatch(/each by itself/)
  })

  it('one pod is held against another in the same minutes, and the whole profiles are tested from the series', async () => {
    const at = await started(kind)
    const { code, stdout } = await diagnose(
      ['--json', ...at, '--service=orders', ...times, '--label=pod=orders-2', '--base-label=pod=orders-1', '--cores=1'],
      'compare',
    )
    const answer = JSON.parse(stdout) as {
      readonly base: Answer
      readonly head: Answer
      readonly whole: readonly { readonly figure: string; readonly result: string }[]
      readonly changes: readonly { readonly kind: string; readonly verdict: string; readonly name: string }[]
    }
    expect(code).toBe(0)
    expect(answer.base.processes.each.map(({ name }) => name)).toEqual(['orders-1'])
    expect(answer.head.processes.each.map(({ name }) => name)).toEqual(['orders-2'])
    expect(answer.whole).toContainEqual(expect.objectContaining({ figure: 'lock_wait_pct', result: 'grew' }))
    expect(answer.whole).not.toContainEqual(expect.objectContaining({ figure: 'live_heap_mb', result: 'grew' }))
  })

  it('two windows of one service are compared, and a rule of --fail-on ends it with 3 only where it is met', async () => {
    const at = await started(kind)
    const sick = ['--from=2026-11-28T10:16:20Z', '--to=2026-11-28T10:20:00Z']
    const of = [...at, '--service=orders', '--label=pod=orders-2', '--cores=1']
    const text = await diagnose([...of, ...sick, '--before=5m'], 'compare')
    expect(text.code).toBe(0)
    expect(text.stdout).toMatch(/A → B: .*contention-bound/)
    expect(text.stdout).toMatch(/lock wait .* → .*: more/)
    // The minutes before are like those before them.
    const calm = ['--from=2026-11-28T10:13:00Z', '--to=2026-11-28T10:15:00Z', '--before=2m']
    const same = await diagnose([...of, ...calm, '--fail-on=grew>10%:lock'], 'compare')
    expect(same.stdout).not.toMatch(/: more/)
    expect(same.code).not.toBe(3)
  })

  it('without a service those there are are named; an unknown one and an empty window are sentences', async () => {
    const at = await started(kind)
    const none = await diagnose([...at, ...times])
    expect(none).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `diagnose: say which service with --service; ${kind} has orders\n`,
    })
    for (const words of [
      ['--service=nope', ...times],
      ['--service=orders', '--from=2026-01-01T00:00:00Z', '--until=2026-01-01T00:10:00Z'],
    ]) {
      const { code, stdout, stderr } = await diagnose([...at, ...words])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr).toContain(kind)
    }
  })
})

describe('a store that', () => {
  const refusal = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await diagnose(words)
    expect([code, stdout]).toEqual([2, ''])
    return stderr
  }

  it('is not there, is something else, or wants a login is told in words of the command line', async () => {
    expect(await refusal('--pyroscope=http://127.0.0.1:9', '--service=orders')).toMatch(/could not be reached/)
    let status = 404
    server = await serve(() => ({ status, body: 'x' }))
    const at = `--pyroscope=${server.url}`
    expect(await refusal(at, '--service=orders')).toMatch(/\(404\).*address of --pyroscope/s)
    status = 401
    expect(await refusal(at, '--service=orders')).toMatch(/TRIFOLD_PYROSCOPE_URL/)
    expect(await refusal(at, '--service=orders')).not.toMatch(/trifold\.config\.json|this page/)
  })

  it('does not take the login that was sent: that, in its own words, and not that there was none', async () => {
    server = await serve(() => ({ status: 401, body: '{"message":"Expired API key"}' }))
    const told = await refusal(`--pyroscope=${server.url.replace('//', '//me:old@')}`, '--service=orders')
    expect(told).toMatch(/does not accept the login that was sent \(401\): Expired API key\. Correct the login/)
    expect(await refusal(`--pyroscope=${server.url}`, '--service=orders')).toMatch(/wants to know who is asking/)
  })

  it('takes a bearer token of the environment', async () => {
    vi.stubEnv('TRIFOLD_PYROSCOPE_TOKEN', 'glsa_x')
    server = await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
    const { stdout } = await diagnose(['--json', `--pyroscope=${server.url}`, '--service=orders', ...times])
    expect(stdout).not.toContain('glsa_x')
    expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer glsa_x']))
    vi.unstubAllEnvs()
  })

  it('is asked too often is asked again when it says', async () => {
    let refused = 0
    server = await startPyroscope({
      services: pyroscopeServices('orders', orders, drawn),
      nowMs: later,
      fail: () => (refused++ < 3 ? { status: 429, body: 'slow down', headers: { 'retry-after': '0' } } : undefined),
    })
    const answer = await json(`--pyroscope=${server.url}`, '--service=orders', ...times, '--cores=1')
    expect(answer.diagnosis.pattern).toBe('contention-bound')
    expect(answer.signals['live_heap_mb']?.value).not.toBeNull()
  })

  it.each([
    [
      'answers a page to every profile',
      { status: 200, body: '<!doctype html><title>Portal</title>' },
      /an HTML page came/,
    ],
    [
      'refuses for an hour',
      { status: 429, body: 'no', headers: { 'retry-after': '3600' } },
      /asked too often.*3,?600 s/,
    ],
  ])('%s: that is said, not what is to be noted of the window', async (_what, answer, expected) => {
    server = await startPyroscope({
      services: pyroscopeServices('orders', orders, drawn),
      nowMs: later,
      fail: (method) => (method === 'SelectMergeProfile' ? answer : undefined),
    })
    expect(await refusal(`--pyroscope=${server.url}`, '--service=orders', ...times)).toMatch(expected)
  })

  it('has a login gets it with every request, and nobody reads it in an answer', async () => {
    server = await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
    const withLogin = server.url.replace('//', '//me:p%40ss@')
    const { code, stdout } = await diagnose(['--json', `--pyroscope=${withLogin}`, '--service=orders', ...times])
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/p@ss|p%40ss|me:/)
    const sent = new Set(server.asked.map(({ headers }) => headers.authorization))
    expect(sent).toEqual(new Set([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]))
  })

  it('fails for one kind of profile costs that kind alone, and says so', async () => {
    server = await startPyroscope({
      services: pyroscopeServices('orders', orders, drawn),
      nowMs: later,
      fail: (_method, { body }) => (body.includes('inuse_space') ? { status: 503, body: 'no' } : undefined),
    })
    const answer = await json(`--pyroscope=${server.url}`, '--service=orders', ...times, '--cores=1')
    expect(answer.diagnosis.pattern).toBe('contention-bound')
    expect(answer.signals['live_heap_mb']).toMatchObject({ value: null })
    // Two sentences, each with its end.
    expect(JSON.stringify(answer)).toMatch(/\(503\)\. Wait until/)
  })

  it('is asked for together with files is refused', async () => {
    expect(await refusal('--pyroscope=http://127.0.0.1:9', '--service=orders', 'a.pb')).toMatch(/give one of the two/)
    expect((await diagnose(['--pyroscope=http://127.0.0.1:9', '--service=orders'], 'compare')).stderr).toMatch(
      /say what it is compared with/,
    )
  })
})
