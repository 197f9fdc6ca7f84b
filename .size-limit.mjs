// What the first screen loads, whatever the bundler calls its pieces: the entry, the panes, and all that these import at once.
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
// The panes are in the chunk that vite.config.ts calls "evidence".
const firstScreen = ['index.html', /^_evidence-.*\.js$/]

const files = new Set()
const found = firstScreen.map((wanted) => Object.keys(manifest).find((key) => key === wanted || wanted.exec?.(key)))
if (found.includes(undefined)) throw new Error(`the build has no ${firstScreen[found.indexOf(undefined)]}`)
const pending = [...found]
for (const key of pending) {
  const { file, imports = [] } = manifest[key]
  files.add(`dist/${file}`)
  for (const more of imports) if (!pending.includes(more)) pending.push(more)
}

/**
 * On a phone at 6 Mbit/s a kilobyte takes 1.3 ms to arrive, and parsing it a tenth of that: 15 kB more are 22 ms of a first verdict that
 * takes seconds, and a reader's words are worth them. 2 kB of the page ask for the recording while the rest arrives: 15 kB and 116 kB that a
 * phone began to fetch 2 s later. Three let the page stand when a part of it cannot be fetched any more.
 * The worker is loaded beside the page, while the profiles arrive; it is one file with all that it imports at its start, which was 90 kB and
 * ten more files that nobody counted. On that phone it has arrived after 0.8 s and is started after 1.5 s: a kilobyte of it delays nothing.
 * Modules that many readers share are in it: by themselves they were requests and a round trip before the verdict. What it has beyond 130 kB
 * are rules: each says of files that people hold what an expert would (whose they are, whether of two processes or of another day, who holds the lock or that nobody has it, that it is a pool and no lock, which
 * threads never had work, that somebody has stood there for minutes, that no thread of a pool is free, where the only thread stands, what a log of collections or a lock profile without locks says and for how long they stopped the program, that an event loop stands in a call, which goroutines leaked, where
 * dumps that name none stand, what grows outside the heap, that a collector has an idle service's CPU, what a bound leaves open, what is largest where nothing else is known, whether anything at all lies in the window), and must be there before the first verdict. What only
 * one format needs is not in it.
 * A kilobyte or two of each is air: without it a function that became two had to become one again.
 */
const pageKb = 171
const workerKb = 173

// Whoever exceeds it wants to know by what.
const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
if (bytes > pageKb * 1000 && existsSync('dist/.vite/modules.json')) {
  const modules = Object.entries(JSON.parse(readFileSync('dist/.vite/modules.json', 'utf8')))
    .filter(([, { file }]) => files.has(`dist/${file}`))
    .sort((a, b) => b[1].bytes - a[1].bytes)
  process.stderr.write('The ten largest modules of the first screen, bytes before compression:\n')
  for (const [name, { bytes: size }] of modules.slice(0, 10))
    process.stderr.write(`  ${String(size).padStart(8)}  ${name}\n`)
}

export default [
  { name: 'page JS of the first screen', path: [...files], limit: `${pageKb} kB`, gzip: true },
  { name: 'worker', path: 'dist/assets/analysis.worker-*.js', limit: `${workerKb} kB`, gzip: true },
  { name: 'CSS', path: 'dist/assets/*.css', limit: '12.1 kB', gzip: true }, // a tenth says forced colours
]
