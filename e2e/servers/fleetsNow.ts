/** Fleets that a person sees who opens the page now: one sick pod of four, a canary, a leak, one name in two namespaces, two busy pods. */
import { calm, pyroscopeServices } from './drawnServices.ts'
import type { PyroscopeOptions } from './pyroscope.ts'

const version = (name: string) => ({ labels: { version: name, zone: 'ap-south-1a' } })

/** Ended in the last whole minute, so that it is what a person sees who opens the page now. */
export function fleetsNow(): {
  readonly startMs: number
  readonly untilMs: number
  readonly services: PyroscopeOptions['services']
} {
  const untilMs = Math.floor(Date.now() / 60_000) * 60_000
  const startMs = untilMs - 900_000
  const drawn = { startMs, seconds: 900 }
  const orders = [0, 1, 2, 3].map((i) =>
    calm(`orders-${i}`, i === 2 ? { cores: 0.007, waiters: (second) => (second < 380 ? 0.7 : 60) } : {}),
  )
  const pricing = [0, 1, 2, 3].map((i) =>
    calm(`pricing-${i}`, { cores: i < 2 ? 0.2 : 0.6, ...version(i < 2 ? 'v1' : 'v2') }),
  )
  const sessions = [0, 1, 2].map((i) =>
    calm(`sessions-${i}`, { liveMb: 60, ...(i === 1 ? { growthMbPerHour: 1476 } : {}) }),
  )
  const billing = ['shop', 'canary'].map((namespace) =>
    calm(`billing-${namespace}`, { cores: namespace === 'shop' ? 0.02 : 0.4, labels: { namespace } }),
  )
  const services = [
    ...pyroscopeServices('billing', billing, drawn),
    ...pyroscopeServices('orders', orders, drawn),
    ...pyroscopeServices('pricing', pricing, drawn),
    ...pyroscopeServices('sessions', sessions, drawn),
    ...pyroscopeServices('web', [calm('web-0', { cores: 0.9 }), calm('web-1', { cores: 0.9 })], drawn),
  ]
  return { startMs, untilMs, services }
}
