/**
 * Real recordings and samples through a snapshot from which everything is taken: no name, path, thread or label of any of their profiles is
 * in any text of it, trees included. Words that are ours as well (a module called "verify", a label "bytes") prove nothing.
 */
import { expect, it } from 'vitest'
import { loadPaths } from './cli/diagnose/loadPaths.ts'
import { Analyst } from './core/analyst/analyst.ts'
import { everythingOf } from './core/analyst/everything.ts'
import { defaultView } from './core/link/view.ts'
import { fromBase64 } from './core/snapshot/base64.ts'
import { decodeTree } from './core/snapshot/encodeTree.ts'
import { noRedaction, type RedactionChoices } from './core/snapshot/redact.ts'

const taken: RedactionChoices = { keepPackages: [], dropLabels: true, dropPaths: true, dropHosts: true }
const ourWord = /^[a-z]{1,9}$|^\(idle\)$|^\d+$/i

/** What a profile calls things. */
function secretsOf(analyst: Analyst, captureIds: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { file, profile } of analyst.captures(captureIds)) {
    const { frames, strings, threads, labelSets } = profile
    for (const column of [frames.name, frames.file, frames.module])
      for (const index of new Set(column)) found.add(strings[index] ?? '')
    for (const { name } of threads) found.add(name)
    for (const set of labelSets) for (const { value } of set) if (typeof value === 'string') found.add(value)
    found.add(file)
  }
  return new Set([...found].filter((text) => text.length > 3 && !ourWord.test(text)))
}

/** Every text of plain data, those of packed trees too. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const tree =
      value.length > 200 && /^[A-Za-z\d+/=]+$/.test(value)
        ? decodeTree(fromBase64(value) ?? new Uint8Array(0), 'a tree')
        : undefined
    return tree?.ok === true ? [...tree.value.names, ...tree.value.files, ...tree.value.modules] : [value]
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const isIn = (text: string, secret: string): boolean => {
  const at = text.indexOf(secret)
  if (at < 0) return false
  const isWord = (sign: string | undefined): boolean => /\w/.test(sign ?? ' ')
  // "lock" is not in "locks".
  return !(isWord(text[at - 1]) && isWord(secret[0])) && !(isWord(text[at + secret.length]) && isWord(secret.at(-1)))
}

it.each([
  'public/recordings/orderbook',
  'public/recordings/payments-api',
  'public/recordings/node-render',
  'public/recordings/fast-path-b',
  'public/recordings/jvm-leak',
  'e2e/samples/go-leak/goroutineleak.debug2.txt.gz',
  'e2e/samples/thread-dumps/gdb-deadlock.txt.gz',
  'e2e/samples/jfr/async.jfr.gz',
  'e2e/samples/firefox/gecko.json.gz',
])('%s leaves no name in a snapshot from which all of them are taken', async (path) => {
  const analyst = new Analyst()
  const { captures, opens, settings, labels = {} } = await loadPaths(analyst, [path])
  const captureIds = captures.map(({ id }) => id)
  const window = opens ?? everythingOf(captures) ?? { fromMs: 0, untilMs: 1000 }
  const secrets = secretsOf(analyst, captureIds)
  expect(secrets.size).toBeGreaterThan(3)
  const left = async (choices: RedactionChoices): Promise<readonly string[]> => {
    const frozen = await analyst.answer({
      ask: 'freeze',
      subject: { captureIds, window, settings },
      timeline: { captureIds, settings },
      about: { title: 'a title', service: 'a service', labels, view: defaultView, madeAtMs: 0 },
      redaction: { choices, salt: 'salt', hosts: [], labels: [labels] },
    })
    if (!frozen.ok) throw new Error(frozen.error.what)
    const texts = [...new Set(textsOf(frozen.value))]
    const whole = texts.join('\n')
    return [...secrets].filter((secret) => whole.includes(secret) && texts.some((text) => isIn(text, secret)))
  }
  // They are there when nothing is taken, so that looking for them means something.
  expect((await left(noRedaction)).length).toBeGreaterThan(0)
  expect(await left(taken)).toEqual([])
})
