/** One shop in OTLP, on and off CPU, as the eBPF agent writes it. */
import { explainLoadError } from '../base/result.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'
import { readFile } from '../formats/readFile.ts'
import type { WrittenOtlpProfile, WrittenResource } from './otlpWriter.ts'

export const options = { fileName: 'profiles.pb', maxInflatedBytes: 1e8 }

export async function read(bytes: Uint8Array): Promise<ParsedFile> {
  const result = await readFile(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const second = 1_000_000_000
/** As the eBPF agent has it: events without values, 20 a second. */
export const onCpu: WrittenOtlpProfile = {
  type: ['samples', 'count'],
  period: ['cpu', 'nanoseconds', 50_000_000],
  duration: 5 * second,
  samples: [
    {
      stack: [
        { name: 'main.main', type: 'go' },
        { name: 'main.serve', type: 'go' },
        { name: 'json.Marshal', type: 'go', inlined: true },
      ],
      attributes: { 'thread.id': 7, 'thread.name': 'worker', 'process.context.label.endpoint': '/pay' },
      at: [0, second, 2 * second],
    },
    { stack: [{ name: 'main.main', type: 'go' }], attributes: { 'thread.id': 8, 'thread.name': 'idler' }, at: [3] },
    {
      stack: [
        { name: 'main.main', type: 'go' },
        { module: '/usr/lib/libc.so.6', address: 0x1234, type: 'native' },
      ],
      attributes: { 'thread.id': 7, 'thread.name': 'worker' },
      at: [4],
    },
  ],
}
export const offCpu: WrittenOtlpProfile = {
  type: ['off_cpu', 'nanoseconds'],
  duration: 5 * second,
  samples: [
    {
      stack: ['main.main', 'main.lock', 'sync.(*Mutex).Lock', 'runtime.gopark'],
      attributes: { 'thread.id': 9 },
      values: [400_000_000, 600_000_000],
      at: [5, 9],
    },
  ],
}
export const otlpShop: WrittenResource = { attributes: { 'service.name': 'shop' }, profiles: [onCpu, offCpu] }
