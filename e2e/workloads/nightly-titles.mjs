// Says in a finished recording of record-nightly.sh what it is: title, version, note. The profiles stay as they were served.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, version, runtime, title] = process.argv.slice(2)
const path = join(folder, 'recording.json')
const recording = JSON.parse(readFileSync(path, 'utf8'))
const told = {
  ...recording,
  title,
  runtime,
  labels: { ...recording.labels, region: 'ap-south-1', version },
  note: `A batch pricer that works through 2,500 orders a second with GOMAXPROCS=1 on a shared machine. Recorded with npm run record; profiles are exactly as net/http/pprof served them. ${recording.note ?? ''}`.trim(),
}
const lines = Object.entries(told).map(([key, entry]) => {
  const many = Array.isArray(entry) && entry.length > 0
  const text = many ? `[\n${entry.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]` : JSON.stringify(entry)
  return `  ${JSON.stringify(key)}: ${text}`
})
writeFileSync(path, `{\n${lines.join(',\n')}\n}\n`)
