import { describe, expect, it } from 'vitest'
import { Redactor } from '../snapshot/redact.ts'
import { parsedSample } from '../testing/samples.ts'
import { namesBesideTrees } from './namesBesideTrees.ts'

describe('names that stand in no tree', () => {
  it('are hidden with the others: locks, and what their holders did', async () => {
    const { facts, parts } = await parsedSample('jfr/locks/disk.jfr.gz')
    const lockWaits = facts.lockWaits
    const framed = new Set(parts.flatMap(({ profile }) => profile.strings))
    const names = namesBesideTrees(lockWaits === undefined ? {} : { lockWaits })
    // The flush of the file is an event, and no sample of the recording need have its function.
    expect([...names]).toContain('LockTruth$Ledger.append')
    expect([...names].filter((name) => !framed.has(name)).length).toBeGreaterThan(0)
    const redactor = new Redactor({
      choices: { keepPackages: [], dropLabels: false, dropPaths: false, dropHosts: false },
      salt: 's',
      hosts: [],
      labels: [],
    })
    expect(JSON.stringify(lockWaits)).toContain('LockTruth')
    redactor.learnNames(names)
    expect(JSON.stringify(redactor.texts(lockWaits))).not.toContain('LockTruth')
  })

  it('are those of Go’s holders, and of what their functions call', () => {
    const names = namesBesideTrees({
      lockWaits: {
        restNs: 0,
        waits: [
          {
            id: 0,
            lock: 'vault.(*Ledger)',
            how: 'mutex',
            waitNs: 1e9,
            waits: 1,
            waiters: [{ site: 'vault.(*Ledger).Post', ns: 1e9 }],
            holders: [],
            owner: { doing: [], calls: [{ kind: 'network', name: 'vault.replicate' }] },
            chain: [0],
            knot: false,
          },
        ],
      },
    })
    expect([...names]).toEqual(['vault.(*Ledger)', 'vault.(*Ledger).Post', 'vault.replicate'])
  })

  it('are none where nothing of the kind was recorded', () => {
    expect(namesBesideTrees({}).size).toBe(0)
  })
})
