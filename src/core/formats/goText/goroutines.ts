/**
 * Go's goroutines with their states (`goroutine?debug=2`, or the dump of a crash):
 *
 *   goroutine 23 [sync.Mutex.Lock, 5 minutes]:
 *   main.post(0x1234, {0x5678?, 0x9})                 leaf first; arguments are not read
 *   	/srv/app/main.go:34 +0x5a
 *   created by main.main in goroutine 1
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'

export const readGoroutines: FormatReader = (bytes, options) => {
  const builder = new ProfileBuilder([{ type: 'goroutine', unit: 'count' }])
  let state: string | undefined
  let frames: number[] = []
  let name: string | undefined
  const finish = (): void => {
    if (state !== undefined) {
      const labelSet = builder.labelSet([{ key: 'state', value: state }])
      builder.addToSample(builder.stackFromLeaf(frames), 1, { labelSet })
    }
    state = undefined
    frames = []
    name = undefined
  }
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 5000) return
      const head = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]+)[^\]]*\]:$/.exec(line)
      if (head) {
        finish()
        state = head[1]!
        return
      }
      if (state === undefined) return
      const place = /^\t(.+):(\d+)(?: \+0x[0-9a-f]+)?$/.exec(line)
      if (place) {
        if (name !== undefined) frames.push(builder.frame(name, place[1]!, Number(place[2])))
        name = undefined
      } else if (line.startsWith('created by ')) name = undefined
      else if (line === '') finish()
      else name = withoutArguments(line)
    },
    options.onProgress,
  )
  finish()
  if (builder.sampleCount === 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like a dump of Go’s goroutines, but none has a stack',
      todo: 'fetch /debug/pprof/goroutine?debug=2 again',
    })
  }
  builder.note('one instant, without a time in it')
  const profile = builder.finish({ format: 'goroutines', emitter: 'go', runtime: 'go' })
  return ok({ format: 'goroutines', parts: [{ kind: 'goroutines', covers: 'gauge', profile }], facts: {} })
}

/** `net/http.(*conn).serve(0x174cd2394120, {0x7ac2c8, …})` → `net/http.(*conn).serve`: the last group in parentheses. */
function withoutArguments(line: string): string {
  if (!line.endsWith(')')) return line
  let depth = 0
  for (let at = line.length - 1; at >= 0; at -= 1) {
    if (line[at] === ')') depth += 1
    else if (line[at] === '(') {
      depth -= 1
      if (depth === 0) return line.slice(0, at)
    }
  }
  return line
}
