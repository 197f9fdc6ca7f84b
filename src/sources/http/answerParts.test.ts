import { expect, it } from 'vitest'
import { parseRetryAfter, serverMessage } from './answerParts.ts'
import type { Failure } from './failure.ts'

it('no server’s words bring markup, control characters or endless text', () => {
  const failure: Failure = {
    stage: 'answer',
    status: 500,
    html: false,
    redirected: false,
    empty: false,
    message: serverMessage(new TextEncoder().encode(`\u0000\u001b[31m${'x'.repeat(1000)}`)),
    sentTenant: false,
    crossOrigin: false,
  }
  expect(failure.message.length).toBeLessThan(250)
  expect(failure.message).not.toMatch(/\p{Cc}/u)
})

it('finds the server’s words inside an error that a gateway wrapped', () => {
  const inner = JSON.stringify({ code: 'internal', message: 'unavailable: connection refused' })
  const words = serverMessage(new TextEncoder().encode(JSON.stringify({ code: 'unknown', message: inner })))
  expect(words).toBe('unavailable: connection refused')
})

it('takes Retry-After in seconds and as a date of the server’s own clock', () => {
  expect(parseRetryAfter('120', undefined)).toBe(120_000)
  expect(parseRetryAfter('Sun, 22 Nov 2026 02:04:30 GMT', Date.UTC(2026, 10, 22, 2, 4))).toBe(30_000)
  expect(parseRetryAfter('soon', undefined)).toBeUndefined()
})
