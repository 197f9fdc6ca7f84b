import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'peak-memory.prof', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const text =
  '/srv/app.py:58 (main);/srv/shop.py:31 (parse) 8388608\n/srv/app.py:58 (main);<frozen runpy>:86 (run code) 512\n[No Python stack] 2642\n'

async function read(given: string) {
  const result = await readFile(bytesOf(given), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

describe('what Fil folds', () => {
  it('is what was held at the peak, by functions', async () => {
    const { format, parts } = await read(text)
    expect([format, parts[0]?.kind, parts[0]?.covers]).toEqual(['fil', 'heap', 'gauge'])
    expect(drawStacks(parts[0]!.profile)).toEqual([
      'app.main;shop.parse inuse_space=8388608',
      'app.main;runpy.run code inuse_space=512',
      '[No Python stack] inuse_space=2642',
    ])
    expect(parts[0]?.profile.meta.notes).toEqual(['what was held at the peak of the run, not what lives on'])
  })

  it.each([
    'main (app.py:58);parse (shop.py:31) 12\nmain (app.py:58) 3\n',
    '/srv/app.py:58 (main);parse 12\n/srv/app.py:58 (main) 3\n',
    '/srv/app.py:main:58;/srv/app.py:parse:31 12\n',
  ])('is none of the folded stacks of others', async (others) => {
    expect((await read(others)).format).not.toBe('fil')
  })

  it('is a value or a sentence wherever it is damaged', async () => {
    await expectSoundWhenDamaged(bytesOf(text), async (bytes) => readFile(bytes, options), {
      everyBytes: 9,
      numRuns: 50,
    })
  })
})
