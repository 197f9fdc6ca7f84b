import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflate } from '../unwrap.ts'
import { explainLoadError } from '../../base/result.ts'

/** What is inside all of them: 180,909 bytes that repeat, or the first 20,000 of them. */
const whole = Array.from({ length: 10_000 }, (_, i) => `main;work${i % 7};leaf ${i % 11}\n`).join('')
const start = whole.slice(0, 20_000)

const packed = {
  // zstd -19 whole.txt
  zstd:
    'KLUv/aStwgIAVAQA0kYTFKCpDTivfd+R/98Wkd3dvXmtYRUPxl9NPCu6z1cTz4ru89XEs6L7fDXxrOg+X008K7rPVxPPim5/NY14Z1ZF9Buf' +
    'IRAMwIWSLABCBEdUqBGg2/4ZkFsqjQEScBE0KILt9///z4z6dAWYCoBbATIVTDcNdCv+WbpFQXNgZVtZa1rWKqyW8pEqVQAAAAEAqsLAf10D' +
    'AdcJnW0=',
  // lz4 -9 -BD -B4 whole.txt: blocks of 64 KB that copy from the block before
  lz4:
    'BCJNGERAXl0CAAD1A21haW47d29yazA7bGVhZiAwChIAEjESABYxEgASMhIAFjISABIzEgAWMxIAEjQSABY0EgASNRIAFjUSABI2EgAsNgp+' +
    'AB03fgAdOH4AHTl+AC0xMH8AHTB/AB0xfwAdMn8AHTN/AB00fwAdNX8AHTZ+AB03fgAdOH4AHTl+AB4xfAEdMH8AHTF/AB0yfwAdM38AHTR/' +
    'AB01fwAdNn4AHTd+AB04fgAdOX4AHjF8AR0wfwAdMX8AHTJ/AB0zfwAdNH8AHTV/AB02fgAdN34AHTh+AB459wIOfAEeMHoCDX8AHTJ/AB0z' +
    'fwAdNH8AHTV/AB02fgAdN34AHTh+AB459wIOfAEeMHoCDX8AHTJ/AB0zfwAdNH8AHTV/AB02fgAdN34AHTh+AB459wIOfAEO9QMdMX8AHTJ/' +
    'AB0zfwAdNH8AHTV/AB02fgAdN34AHTh+AB459wIvMApxBf//////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////clBvcmszOwoBAAAPcQX/////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////6FAKbWFpbs0AAAAP' +
    'cQX/////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '////////////////////////////////////////////////////////////////////////////////////////////////////////////' +
    '//////////////////////////////////////////////9YUGFmIDAKAAAAANoq+/s=',
  // lz4 -9 -BX --content-size start.txt: a checksum after each block, the size in front
  lz4Checked:
    'BCJNGHxAIE4AAAAAAAD4qgEAAPUDbWFpbjt3b3JrMDtsZWFmIDAKEgASMRIAFjESABIyEgAWMhIAEjMSABYzEgASNBIAFjQSABI1EgAWNRIA' +
    'EjYSACw2Cn4AHTd+AB04fgAdOX4ALTEwfwAdMH8AHTF/AB0yfwAdM38AHTR/AB01fwAdNn4AHTd+AB04fgAdOX4AHjF8AR0wfwAdMX8AHTJ/' +
    'AB0zfwAdNH8AHTV/AB02fgAdN34AHTh+AB05fgAeMXwBHTB/AB0xfwAdMn8AHTN/AB00fwAdNX8AHTZ+AB03fgAdOH4AHjn3Ag58AR4wegIN' +
    'fwAdMn8AHTN/AB00fwAdNX8AHTZ+AB03fgAdOH4AHjn3Ag58AR4wegINfwAdMn8AHTN/AB00fwAdNX8AHTZ+AB03fgAdOH4AHjn3Ag58AQ71' +
    'Ax0xfwAdMn8AHTN/AB00fwAdNX8AHTZ+AB03fgAdOH4AHjn3Ai8wCnEF////////////////////////////////////////////////////' +
    '////////////////////////////////////////////31B3b3JrNq88kW0AAAAAmNQggw==',
  // zip -r both.zip d/b.txt start.txt, where d/b.txt holds the first 40 bytes
  zip:
    'UEsDBBQAAAAIAHpqdl0y+2cKHAAAACgAAAAHABwAZC9iLnR4dFVUCQAD+OsCa/jrAmt1eAsAAQQAAAAABAAAAADLTczMsy7PL8o2sM5JTUxT' +
    'MODKhYkYQkQMwSIAUEsDBBQAAAAIAIlqdl2+DgeyRwEAACBOAAAFABwAdS50eHRVVAkAAxLsAmsS7AJrdXgLAAEEAAAAAAQAAAAA7dQ7SgRA' +
    'EAbh3FN4hOl5D3uaDVwQd1cw8foGowxYV6j0Twoa+ntc35+X78+vj3S5v11vr+nl8bfEXuIseS/5LGUv5Sx1L/UsbS/tLH0v/Sy/9YH6RH2h' +
    'Hgn5hHwgn5EvyFfkG/Id9YH6RH2hHrx9Qj6Qz8gX5CvyDfmO+kB9or5QD94+IR/IZ+QL8hX5hnxHfaA+UV+oB2+fkA/kM/IF+Yp8Q76jPlCf' +
    'qC/Ug7dPyAfyGfmCfEW+Id9RH6hP1Bfqwdvz6QP5jHxBviLfkO+oD9Qn6gv14O0FV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AF' +
    'V3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3AFV3D/gfsDUEsB' +
    'Ah4DFAAAAAgAemp2XTL7ZwocAAAAKAAAAAcAGAAAAAAAAQAAAKSBAAAAAGQvYi50eHRVVAUAA/jrAmt1eAsAAQQAAAAABAAAAABQSwECHgMU' +
    'AAAACACJanZdvg4HskcBAAAgTgAABQAYAAAAAAABAAAApIFdAAAAdS50eHRVVAUAAxLsAmt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCY' +
    'AAAA4wEAAAAA',
} as const

const bytesOf = (name: keyof typeof packed): Uint8Array => Uint8Array.from(Buffer.from(packed[name], 'base64'))
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const open = (bytes: Uint8Array, maxInflatedBytes = 1e6) => inflate(bytes, { fileName: 'a', maxInflatedBytes })

describe('wrappers', () => {
  it.each([
    ['zstd', whole],
    ['lz4', whole],
    ['lz4Checked', start],
  ] as const)('%s gives back what was packed', async (name, expected) => {
    const result = await open(bytesOf(name))
    expect(result.ok && text(result.value[0]!.bytes) === expected).toBe(true)
  })

  it('reads several frames one after the other', async () => {
    for (const name of ['zstd', 'lz4'] as const) {
      const result = await open(Uint8Array.from([...bytesOf(name), ...bytesOf(name)]))
      expect(result.ok && result.value[0]!.bytes.length).toBe(2 * whole.length)
    }
  })

  it('offers the files of a zip by name', async () => {
    const result = await open(bytesOf('zip'))
    const found = result.ok ? result.value.map((entry) => [entry.name, text(entry.bytes)]) : []
    expect(found).toEqual([
      ['d/b.txt', whole.slice(0, 40)],
      ['u.txt', start],
    ])
  })

  it.each(['zstd', 'lz4', 'lz4Checked', 'zip'] as const)('stops %s at the limit', async (name) => {
    const result = await open(bytesOf(name), 5000)
    expect(!result.ok && result.error.code).toBe('too-large')
  })

  it('refuses a zstd frame that asks for more memory than is reasonable', async () => {
    // Window descriptor 0xff: 3.75 TB.
    const result = await open(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xff, 1, 0, 0]))
    expect(!result.ok && result.error.what).toBe('its zstd window is larger than 128 MB')
  })

  it('refuses an encrypted zip by the name of the file inside', async () => {
    const bytes = bytesOf('zip')
    const view = new DataView(bytes.buffer)
    const list = view.getUint32(bytes.length - 22 + 16, true)
    view.setUint16(list + 8, 1, true)
    const result = await open(bytes)
    expect(!result.ok && explainLoadError(result.error)).toBe(
      'a › d/b.txt: it is encrypted. Unpack it and bring the files.',
    )
  })

  it.each(['zstd', 'lz4', 'lz4Checked', 'zip'] as const)(
    'turns any prefix and any change of %s into a value or an error value',
    async (name) => {
      const bytes = bytesOf(name)
      for (let length = 4; length < bytes.length; length += 7) {
        const result = await open(bytes.subarray(0, length))
        expect(!result.ok && result.error.code).toMatch(/truncated|malformed/)
      }
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 4, max: bytes.length - 1 }),
          fc.integer({ min: 0, max: 255 }),
          async (at, byte) => {
            const changed = bytes.slice()
            changed[at] = byte
            const result = await open(changed)
            if (!result.ok) expect(explainLoadError(result.error)).not.toContain('\n')
          },
        ),
        { numRuns: 100 },
      )
    },
  )
})
