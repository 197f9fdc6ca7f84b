/**
 * JDK Flight Recorder files, of the JDK and of async-profiler. The reader knows no layout in advance: every chunk brings its
 * types. It decodes the few event types of `events.ts` and jumps over all others, so environment variables, system
 * properties, arguments and other processes' command lines, which recordings contain, are never looked at.
 */
import { CancelledError, type FormatReader } from '../parsedFile.ts'
import { err, ok } from '../../result.ts'
import { readChunkHeader } from './chunk.ts'
import { ChunkReader } from './chunkReader.ts'
import { BrokenChunk, JfrCursor } from './cursor.ts'
import { factHandlers, preludeHandlers, sampleHandlers } from './events.ts'
import { Recording } from './recording.ts'

export const readJfr: FormatReader = (bytes, options) => {
  const cursor = new JfrCursor(bytes)
  const recording = new Recording()
  let chunks = 0
  for (let at = 0; at < bytes.length;) {
    const found = readChunkHeader(cursor.view, at)
    if ('problem' in found) {
      recording.problem(found.problem)
      if (found.next === undefined) break
      at = found.next
      continue
    }
    const { chunk } = found
    const problem = readChunk(recording, cursor, chunk, (position) => options.onProgress?.(position / bytes.length))
    if (problem === undefined) chunks += 1
    else recording.problem(`a chunk could not be read to its end: ${problem}`)
    at = chunk.until
    options.onProgress?.(at / bytes.length)
  }
  if (chunks === 0 && recording.parts.all().length === 0) {
    return err({
      code: 'truncated',
      where: options.fileName,
      what: `the recording has no complete chunk: ${recording.problems[0] ?? 'it is empty'}`,
      todo: 'end or dump it properly (`jcmd PID JFR.dump filename=out.jfr`, or stop async-profiler) and open that file',
    })
  }
  const parsed = recording.finish()
  if (parsed.parts.length === 0) {
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: 'the recording holds no CPU or wall samples, Java allocations or lock waits',
      todo: 'record with `settings=profile`, or with async-profiler',
    })
  }
  return ok(parsed)
}

/** The reason why reading stopped early, if it did. What was read until then is kept. */
function readChunk(
  recording: Recording,
  cursor: JfrCursor,
  header: ConstructorParameters<typeof ChunkReader>[1],
  onProgress: (position: number) => void,
): string | undefined {
  try {
    const chunk = new ChunkReader(cursor, header)
    recording.enterChunk(chunk)
    chunk.read(preludeHandlers(recording, chunk))
    const handlers = new Map([...factHandlers(recording), ...sampleHandlers(recording, chunk.countEvents())])
    chunk.read(handlers, onProgress)
    return undefined
  } catch (thrown) {
    if (thrown instanceof CancelledError) throw thrown
    // A DataView read past the end is a RangeError: the bytes lie, as with BrokenChunk.
    if (thrown instanceof BrokenChunk || thrown instanceof RangeError) return thrown.message
    throw thrown
  }
}
