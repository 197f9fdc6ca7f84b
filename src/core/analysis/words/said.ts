/** The words that findings and misreadings quote. */
import { clock } from '../../base/clock.ts'
import type { Said } from '../../diagnosis/evidenceInput.ts'
import { tellCaution } from './cautions.ts'
import { tellAccount, tellCompanion, tellDenominator } from './signals.ts'
import { waitWords } from './waits.ts'
import { tellWin } from './win.ts'

export function saidIn(zone: string): Said {
  return {
    account: ({ how }) => tellAccount(how, zone),
    of: ({ of }) => tellDenominator(of, zone),
    companion: (companion) => tellCompanion(companion, zone),
    caution: (caution) => tellCaution(caution, zone),
    waitFor: (kind) => waitWords[kind],
    clock: (ms) => clock(ms, zone),
    lockWin: (win, runtime) => tellWin(win, runtime === 'go' ? 'goroutines' : 'threads', 'lock'),
  }
}
