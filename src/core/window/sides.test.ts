import { describe, expect, it } from 'vitest'
import { readFlamebearer } from '../formats/flamebearer/flamebearer.ts'
import { drawTree } from '../testing/drawTree.ts'
import { explainLoadError } from '../base/result.ts'
import { capturesOf } from '../analyst/captureOf.ts'
import type { Capture } from './capture.ts'
import { gatherWindow } from './gather.ts'

//  base  main ▇▇▇▇▇ 5
//  head  main ▇▇ 2  gc ▇▇▇▇▇▇▇ 7
const difference = {
  version: 1,
  flamebearer: {
    names: ['total', 'main', 'gc'],
    levels: [
      [0, 5, 0, 0, 9, 0, 0],
      [0, 5, 5, 0, 2, 2, 1, 0, 0, 0, 0, 7, 7, 2],
    ],
    numTicks: 14,
    maxSelf: 7,
  },
  metadata: { format: 'double', spyName: 'gospy', sampleRate: 100, units: 'samples', name: 'shop.cpu{}' },
}

function capturesOfDifference(): readonly Capture[] {
  const bytes = new TextEncoder().encode(JSON.stringify(difference))
  const parsed = readFlamebearer(bytes, { fileName: 'diff.json', maxInflatedBytes: 1e9 })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const kept = capturesOf({ hash: 'h', fileName: 'diff.json', hints: {}, parsed: parsed.value })
  return kept.map(({ capture }) => capture)
}

function cpuOf(captures: readonly Capture[]) {
  const window = { fromMs: 0, untilMs: 10_000 }
  const { cpu } = gatherWindow({ captures, facts: [], window, settings: { assumedSeconds: 10 } }).views
  if (cpu.state === 'absent') throw new Error(cpu.why.id)
  return cpu
}

describe('a file that is a difference', () => {
  it('shows its head in one window, says that it is one side, and never adds the two', () => {
    const cpu = cpuOf(capturesOfDifference())
    expect(drawTree(cpu.tree)).toBe('gc 70000000 70000000\nmain 20000000 20000000')
    expect(cpu.cautions).toContainEqual(expect.objectContaining({ id: 'one-side', side: 'head' }))
  })
  it('shows its base when that was picked alone', () => {
    const cpu = cpuOf(capturesOfDifference().filter(({ side }) => side === 'base'))
    expect(drawTree(cpu.tree)).toBe('main 50000000 50000000')
    expect(cpu.cautions).toContainEqual(expect.objectContaining({ id: 'one-side', side: 'base' }))
  })
})
