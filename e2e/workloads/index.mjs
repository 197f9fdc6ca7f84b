// Writes public/recordings/index.json from the folders that hold a recording.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../public/recordings')
// The first is what a newcomer sees; then the incidents in the order in which the README tells them.
const FIRST = ['payments-api', 'orderbook', 'serdes', 'checkout', 'tatkal', 'verify', 'idle-pool']
const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)

const recordings = readdirSync(root)
  .filter((name) => existsSync(join(root, name, 'recording.json')))
  .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  .map((name) => {
    const { service, title, runtime } = JSON.parse(readFileSync(join(root, name, 'recording.json'), 'utf8'))
    return { path: `${name}/`, service, title, runtime, sample: true }
  })

const lines = recordings.map((r) => `    ${JSON.stringify(r)}`).join(',\n')
writeFileSync(join(root, 'index.json'), `{ "format": "trifold-recording-index", "version": 1, "recordings": [\n${lines}\n] }\n`)
