import { describe, expect, it } from 'vitest'
import { Body } from './body.ts'

const chunks = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4), Uint8Array.of(5, 6)]

describe('a body', () => {
  it.each([
    ['whose length is announced', 6],
    ['whose length nobody knows', undefined],
    ['that is longer than announced', 2],
    ['that is longer than announced, by its last chunk', 5],
    ['that is shorter than announced', 9],
    ['announced as larger than is asked for ahead', 1e12],
  ] as const)('%s is its chunks, and nothing else', (_what, expected) => {
    const body = new Body(expected)
    for (const chunk of chunks) body.add(chunk)
    const bytes = body.take()
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6])
    // Its memory is moved to the analysis as it is.
    expect(bytes.buffer.byteLength).toBe(6)
  })
})
