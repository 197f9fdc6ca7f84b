/** What a recording machine was called, who sat at it and where their things lay is nobody's business: it is in nothing that is shipped. */
import { readFileSync, readdirSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { listZip } from './core/formats/inflate/zip.ts'

/** Bytes of a file as text, unpacked where they are gzip or zip; a second time with what is written in two bytes a letter (.NET, the JVM) as one. */
async function textOf(path: string): Promise<string> {
  const text = await plainTextOf(path)
  return `${text}\n${narrowed(text)}`
}

const narrowed = (text: string): string => text.replace(/([\x20-\x7e])\0/g, '$1')

async function plainTextOf(path: string): Promise<string> {
  const bytes = readFileSync(path)
  if (!path.endsWith('.zip')) return unpacked(bytes)
  const listed = listZip(new Uint8Array(bytes), path)
  const texts: string[] = []
  for (const entry of listed.ok ? listed.value : []) {
    const read = await entry.read(1e9)
    if (read.ok) texts.push(entry.path, unpacked(Buffer.from(read.value)))
  }
  return texts.join('\n')
}

/** A file that is cut on purpose as far as it goes. */
function unpacked(bytes: Buffer): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('latin1')
  try {
    return gunzipSync(bytes, { finishFlush: 2 }).toString('latin1')
  } catch {
    return bytes.toString('latin1')
  }
}

/** What would tell; accounts that every machine has (root, a runner's) tell nothing. */
const telling: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a home folder', /(?:\/home\/|\/Users\/|[A-Z]:\\{1,2}Users\\{1,2})(?!runner\b|user\b|me\b|app\b)[A-Za-z][\w.-]*/],
  [
    'an environment',
    /(?:^|[\0\n\s"])(?:HOSTNAME|LOGNAME|USER|HOME|PWD|OLDPWD|SSH_[A-Z]+|AWS_[A-Z_]+|[A-Z_]*(?:TOKEN|SECRET|PASSWORD|APIKEY))=[^\s\0"]{2}/,
  ],
  [
    'variables of an environment',
    /\b(?:SSH_AUTH_SOCK|SSH_CONNECTION|LS_COLORS|XDG_SESSION_ID|DBUS_SESSION_BUS_ADDRESS)\b/,
  ],
  ['a host', /hostname\s*[:=]\s*"?(?!localhost\b|host\b|example\b)[\w-]+/i],
  [
    'a key or a token',
    /-----BEGIN [A-Z ]*PRIVATE KEY|\bghp_[A-Za-z0-9]{20}|\bAKIA[A-Z0-9]{16}\b|\beyJ[A-Za-z0-9_-]{20,}\.eyJ/,
  ],
  ['an address of mail', /\b[a-z][\w.]{2,}@(?!example\b)[a-z][\w-]+\.(?:com|org|net|io|dev|in)\b/],
]

/** This machine's own, where it is more than a common word. */
const own = [hostname(), userInfo().username].filter(
  (name) => name.length >= 6 && !/^(?:root|runner|localhost|ubuntu|debian)$/.test(name),
)

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

describe('shipped recordings and samples', () => {
  const recordings = readdirSync('public/recordings', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'public')
    .map(({ name }) => `public/recordings/${name}`)
  const samples = readdirSync('e2e/samples', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `e2e/samples/${name}`)

  // What tests keep beside the code is shipped with it as well, and so is what the fuzzer found.
  const kept = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && ['fixtures', 'found', 'samples'].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))

  it.each([...recordings, ...samples, ...kept])('%s name no host, user, home or environment', async (folder) => {
    const files = filesBelow(folder)
    expect(files.length).toBeGreaterThan(0)
    const texts = await Promise.all(files.map(async (file) => ({ file, text: await textOf(file) })))
    const found = texts.flatMap(({ file, text }) => {
      const told = telling.flatMap(([what, pattern]) => {
        const [match] = pattern.exec(text) ?? []
        return match === undefined ? [] : [`${file}: ${what}, ${match}`]
      })
      return [...told, ...own.filter((name) => text.includes(name)).map((name) => `${file}: ${name}`)]
    })
    expect(found).toEqual([])
  })

  it('would be told by what they must not hold', () => {
    for (const [text, what] of [
      [narrowed('H\0O\0S\0T\0N\0A\0M\0E\0=\0p\0a\0y\0'), 'an environment'],
      ['\0/home/alice/src/app.py\0', 'a home folder'],
      ['C:\\Users\\alice\\app', 'a home folder'],
      ['\nHOSTNAME=pay-7f9c\n', 'an environment'],
      ['"DB_PASSWORD=hunter2"', 'an environment'],
      ['# hostname : ip-10-0-0-7', 'a host'],
    ] as const) {
      expect(telling.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)).toContain(what)
    }
    expect(
      telling.filter(([, pattern]) => pattern.test('/home/runner/lib/python3.11/json.py main /home/user/x')),
    ).toEqual([])
  })
})
