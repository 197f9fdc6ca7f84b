import { describe, expect, it } from 'vitest'
import { type Result, explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { expectErrorOrValue } from '../../testing/drawStacks.ts'
import { bytesOf, onCpu, options, otlpShop, read } from '../../testing/drawnOtlp.ts'
import { framed, writeOtlp, writeOtlpJson } from '../../testing/otlpWriter.ts'
import { protobuf } from '../../testing/pprofWriter.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'
import { openOtlp } from './otlp.ts'

describe('OTLP profiles', () => {
  it('keep nothing of the machine, the environment or the command line', async () => {
    const secret = 'hunter2-secret'
    const file = await read(
      writeOtlp([
        {
          attributes: {
            'service.name': 'shop',
            'host.name': secret,
            'process.command_line': secret,
            'process.command_args': secret,
            'process.environment_variable.TOKEN': secret,
            'process.executable.path': `/home/${secret}/bin`,
            'service.instance.id': secret,
          },
          profiles: [
            {
              ...onCpu,
              samples: [{ stack: ['a'], at: [1], attributes: { 'host.name': secret, 'process.command_line': secret } }],
            },
          ],
        },
      ]),
    )
    expect(JSON.stringify(file)).not.toContain(secret)
  })

  it('in layouts before 1.8 are refused by name, with what to do', async () => {
    const old = protobuf([
      [
        1,
        [
          [
            2,
            [
              [
                2,
                [
                  [1, [[1, 1]]],
                  [3, Uint8Array.of(1, 2)],
                ],
              ],
            ],
          ],
        ],
      ],
    ])
    const result = await readFile(old, options)
    expect(result.ok ? '' : explainLoadError(result.error)).toMatch(/before 1\.8.*Update the agent/)
  })

  it('whose file ends inside a message keep the messages before it', async () => {
    const whole = framed(writeOtlp([otlpShop]), writeOtlp([otlpShop]))
    const { parts } = await read(whole.subarray(0, whole.length - 9))
    expect(parts[0]!.profile.samples.length).toBe(5)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/ends inside a message/)
  })

  it('cut off or changed anywhere are a value or a sentence', async () => {
    const readBothWays = (bytes: Uint8Array): Promise<Result<ParsedFile>> => {
      const reader = openOtlp(options)
      reader.push(bytes)
      expectErrorOrValue(reader.finish())
      return readFile(bytes, options)
    }
    for (const whole of [
      writeOtlp([otlpShop]),
      writeOtlp([otlpShop], { layout: '1.9', dictionaryFirst: true }),
      framed(writeOtlp([otlpShop])),
      bytesOf(writeOtlpJson([otlpShop])),
    ])
      await expectSoundWhenDamaged(whole, readBothWays, { everyBytes: 7, numRuns: 150 })
  })

  it('that no two tables agree in work no longer for it', () => {
    // One location with a hundred thousand lines, a hundred thousand times in one stack.
    const lines = Array.from({ length: 20_000 }, () => [3, [[1, 1]]] as const)
    const bomb = protobuf([
      [
        1,
        [
          [
            2,
            [
              [
                2,
                [
                  [1, []],
                  [
                    2,
                    [
                      [1, 1],
                      [4, Uint8Array.of(1)],
                    ],
                  ],
                ],
              ],
            ],
          ],
        ],
      ],
      [
        2,
        [
          [2, []],
          [2, lines],
          [3, []],
          [3, [[1, 1]]],
          [5, ''],
          [5, 'f'],
          [7, []],
          [7, [[1, new Uint8Array(20_000).fill(1)]]],
        ],
      ],
    ])
    const reader = openOtlp(options)
    reader.push(bomb)
    const result = reader.finish()
    expect(result.ok ? '' : result.error.what).toMatch(/frames/)
  })
})
