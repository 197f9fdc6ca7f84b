import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { keptName, loadAnswering } from './keptCode.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A built command whose answering part is this program. */
function built(program: string, kept?: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-kept-'))
  folders.push(folder)
  writeFileSync(join(folder, 'answer.js'), program)
  writeFileSync(join(folder, 'asks.js'), 'exports.answer = require("./answer.js").answer()')
  if (kept) writeFileSync(join(folder, keptName), kept)
  return folder
}
const askedIn = (folder: string): unknown =>
  (createRequire(join(folder, 'asks.js'))('./asks.js') as { readonly answer: unknown }).answer

const program =
  'const { sep } = require("node:path"); exports.answer = () => [41 + 1, sep, __filename.endsWith("answer.js")]'
const answer = [42, '/', true]

describe('the program that answers', () => {
  it('is what others require, and is taken as it was kept', () => {
    const first = built(program)
    const kept = loadAnswering(first)?.createCachedData()
    expect(askedIn(first)).toEqual(answer)
    const folder = built(program, kept)
    expect(loadAnswering(folder)?.cachedDataRejected).toBe(false)
    expect(askedIn(folder)).toEqual(answer)
  })

  it('is compiled anew where what was kept is of another program, of another runtime, or cut off', () => {
    const kept = loadAnswering(built(`${program}\nexports.more = 1`))?.createCachedData() ?? new Uint8Array()
    for (const wrong of [kept, new Uint8Array(5), new Uint8Array(2000).fill(7), kept.subarray(0, kept.length / 2)]) {
      const folder = built(program, wrong)
      expect(loadAnswering(folder)?.cachedDataRejected).toBe(true)
      expect(askedIn(folder)).toEqual(answer)
    }
  })

  it('is nothing in a folder without it, as in a checkout', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trifold-kept-'))
    folders.push(folder)
    expect(loadAnswering(folder)).toBeUndefined()
  })
})
