import { holderEvidences } from '../../core/base/lockWaits.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { pyroscopeServices } from '../../../e2e/servers/drawnServices.ts'
import { startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import { drawn, later, orders } from '../../../e2e/servers/realStores.ts'
import { diagnose } from './diagnose.ts'

interface Schema {
  readonly [key: string]: unknown
}

const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(new URL(`schema/${name}.json`, import.meta.url), 'utf8')) as Schema

/** Nothing may be written that the schema does not describe: what is there for readers of today is closed here. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]))
  return 'properties' in inner && inner['type'] === 'object' ? { ...inner, additionalProperties: false } : inner
}

const validators = (
  change: (schema: Schema) => unknown,
): Readonly<Record<'diagnose' | 'compare', ValidateFunction>> => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  const [first, second] = [change(schemaOf('diagnose-1')), change(schemaOf('compare-1'))] as [Schema, Schema]
  return { diagnose: ajv.compile(first), compare: ajv.compile(second) }
}
const exact = validators((schema) => closed(schema) as Schema)
const shipped = validators((schema) => schema)

/** Each fault once, not once per row. */
const faultsOf = (validate: ValidateFunction, answer: unknown): readonly string[] => {
  validate(answer)
  const faults = validate.errors ?? []
  const line = ({ instancePath, message = '', params }: (typeof faults)[number]): string =>
    `${instancePath.replace(/\d+/g, 'n')} ${message} ${JSON.stringify(params)}`
  return [...new Set(faults.map(line))]
}

const root = join(import.meta.dirname, '../../..')
const answerTo = async (...words: readonly string[]): Promise<Record<string, unknown>> => {
  const { stdout } = await diagnose([
    '--json',
    ...words.map((word) => (word.startsWith('--') ? word : join(root, word))),
  ])
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('the schema of --json', () => {
  it.each([
    ['a recording of Go', 'public/recordings/orderbook'],
    ['a recording of Python', 'public/recordings/payments-api'],
    ['Flight Recorder with its locks', 'public/recordings/jvm-contention-async'],
    ['Flight Recorder with waits for sockets', 'e2e/samples/jfr/locks/network.jfr.gz'],
    ['V8', 'public/recordings/node-render'],
    ['folded stacks that do not say what they count', 'e2e/samples/folded'],
    ['thread dumps', 'e2e/samples/thread-dumps'],
  ])('describes all that is said of %s', async (_what, path) => {
    const answer = await answerTo(path)
    expect(faultsOf(exact.diagnose, answer)).toEqual([])
    expect(shipped.diagnose(answer)).toBe(true)
    expect(answer['schema']).toBe(1)
  })

  it('describes all that is said of two builds', async () => {
    const answer = await answerTo('--base', 'public/recordings/fast-path-a', '--head', 'public/recordings/fast-path-b')
    expect(faultsOf(exact.compare, answer)).toEqual([])
    expect(answer['changes']).not.toHaveLength(0)
    expect(shipped.compare(answer)).toBe(true)
  })

  it('describes all that is said of a fleet in a store, and of two of its pods', async () => {
    const server = await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
    const of = [`--pyroscope=${server.url}`, '--service=orders', `--from=${drawn.startMs}`, '--cores=1', '--json']
    const until = `--until=${drawn.startMs + 600_000}`
    const answer = JSON.parse((await diagnose([...of, until])).stdout) as Record<string, unknown>
    const pods = ['--label=pod=orders-2', '--base-label=pod=orders-1']
    const compared = JSON.parse((await diagnose([...of, until, ...pods], 'compare')).stdout) as Record<string, unknown>
    await server.close()
    expect(faultsOf(exact.diagnose, answer)).toEqual([])
    expect(answer['processes']).toMatchObject({ of: 4 })
    expect(faultsOf(exact.compare, compared)).toEqual([])
    expect(compared['whole']).not.toHaveLength(0)
  })

  it('knows every way in which the holder of a lock is told', () => {
    expect(JSON.stringify(schemaOf('diagnose-1'))).toContain(JSON.stringify({ enum: holderEvidences }))
  })

  it('refuses an answer of which something is missing or something else', async () => {
    const answer = await answerTo('public/recordings/orderbook')
    const { signals: _gone, ...without } = answer
    expect(shipped.diagnose(without)).toBe(false)
    expect(shipped.diagnose({ ...answer, schema: 2 })).toBe(false)
    expect(shipped.diagnose({ ...answer, waits: [{ lock: 'a' }] })).toBe(false)
  })
})
