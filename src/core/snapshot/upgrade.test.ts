import { describe, expect, it } from 'vitest'
import { snapshotVersion } from './snapshot.ts'
import { snapshotUpgraders, upgradeSnapshot } from './upgrade.ts'

const old = {
  version: 1,
  labels: { zone: 'a', version: '12' },
  head: {
    analysis: {
      views: { cpu: { state: 'measured', cautions: ['JFR samples Java code only.'] }, lock: { state: 'absent' } },
    },
    trees: {},
  },
  comparison: {
    comparability: [
      { level: 'warning', text: 'zone: a in A, b in B', fix: 'choose one zone' },
      { level: 'ok', text: 'same 12', fix: '' },
      { level: 'ok', text: 'same length', fix: '' },
    ],
  },
}

describe('a snapshot of an older version', () => {
  it('has an upgrader for every step up to now', () => {
    expect(Object.keys(snapshotUpgraders).map(Number)).toEqual(
      Array.from({ length: snapshotVersion - 1 }, (_, step) => step + 1),
    )
  })

  it('keeps its cautions as the words they were, and its notes know their labels', () => {
    expect(upgradeSnapshot(old, snapshotVersion)).toMatchObject({
      version: 2,
      head: {
        analysis: {
          views: {
            cpu: { cautions: [{ id: 'text', text: 'JFR samples Java code only.' }] },
            lock: { state: 'absent' },
          },
        },
      },
      comparison: {
        comparability: [{ label: 'zone' }, { label: 'version' }, { level: 'ok', text: 'same length', fix: '' }],
      },
    })
  })

  it('is left alone where it is of now, of the future, or no snapshot at all', () => {
    for (const data of [{ version: 2, head: 'x' }, { version: 99 }, { version: -1 }, { version: '1' }, {}])
      expect(upgradeSnapshot(data, snapshotVersion)).toBe(data)
    expect(upgradeSnapshot({ version: 1, head: null, comparison: [], labels: 3 }, 2)).toEqual({
      version: 2,
      head: null,
      comparison: [],
      labels: 3,
    })
  })
})
