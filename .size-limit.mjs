// What the first screen loads, whatever the bundler calls its pieces: the entry, the panes, and all that these import at once.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const firstScreen = ['index.html', 'src/views/panes/Panes.tsx']

const files = new Set()
const pending = firstScreen.filter((key) => key in manifest)
if (pending.length !== firstScreen.length)
  throw new Error(`the build has no ${firstScreen.filter((key) => !(key in manifest)).join(', ')}`)
for (const key of pending) {
  const { file, imports = [] } = manifest[key]
  files.add(`dist/${file}`)
  for (const more of imports) if (!pending.includes(more)) pending.push(more)
}

export default [
  { name: 'page JS of the first screen', path: [...files], limit: '150 kB', gzip: true },
  { name: 'worker', path: 'dist/assets/analysis.worker-*.js', limit: '60 kB', gzip: true },
  { name: 'CSS', path: 'dist/assets/*.css', limit: '12 kB', gzip: true },
]
