import { expect, test } from 'vitest'
import { drawnView } from '../testing/evidence.ts'
import type { ProfilerTrait } from '../profile/profile.ts'
import { lockOfOneThread, othersWork } from './oneThread.ts'
import type { AbsentView, MeasuredView, WindowProfiles } from './windowProfiles.ts'

const lock: AbsentView = {
  state: 'absent',
  kind: 'lock',
  reason: 'not-recorded',
  why: { id: 'not-recorded' },
  next: { id: 'record', runtime: 'v8', kind: 'lock' },
}

function cpuOf(text: string, file?: string, ...more: readonly ProfilerTrait[]): Pick<WindowProfiles['views'], 'cpu'> {
  const view = drawnView('cpu', text, { traits: ['one-thread', ...more] })
  const files = file === undefined ? view.tree.files : view.tree.names.map(() => file)
  return { cpu: { ...view, tree: { ...view.tree, files } } as WindowProfiles['views']['cpu'] }
}

test('one JavaScript thread has no lock to wait for', () => {
  expect(lockOfOneThread(lock, cpuOf('answer\nrender\n10'), 'v8')).toMatchObject({
    reason: 'none-possible',
    why: { id: 'one-thread' },
  })
})

test('with workers, or with Atomics.wait, not seen is not zero', () => {
  expect(lockOfOneThread(lock, cpuOf('answer\nrender\n10', 'node:internal/main/worker_thread'), 'v8')).toBe(lock)
  expect(lockOfOneThread(lock, cpuOf('answer\nAtomics.wait\n10'), 'v8')).toBe(lock)
})

test('workers that the sampler did not watch may wait, and their CPU is elsewhere', () => {
  const page = cpuOf('answer\nrender\n10', 'https://shop/app.js', 'unseen-workers')
  expect(lockOfOneThread(lock, page, 'v8')).toBe(lock)
  expect(othersWork(page.cpu as MeasuredView)).toBe(true)
})

test('what waits on the way into a module for a page or a worker is no worker', () => {
  const loaded = cpuOf('boot\nload\n10', 'node:internal/bootstrap/web/exposed-window-or-worker')
  expect(lockOfOneThread(lock, loaded, 'v8').reason).toBe('none-possible')
})

test('other runtimes, several threads and a profile that failed stay what they were', () => {
  expect(lockOfOneThread(lock, cpuOf('main\n10'), 'jvm')).toBe(lock)
  const several = { cpu: drawnView('cpu', 'answer\nrender\n10') } as Pick<WindowProfiles['views'], 'cpu'>
  expect(lockOfOneThread(lock, several, 'v8')).toBe(lock)
  const failed: AbsentView = { ...lock, reason: 'failed', why: { id: 'text', text: 'broken' } }
  expect(lockOfOneThread(failed, cpuOf('answer\nrender\n10'), 'v8')).toBe(failed)
})

test('what hands work to other threads shows that their CPU is elsewhere; its waiting forms and what only loads it do not', () => {
  const others = (text: string, file: string): boolean => othersWork(cpuOf(text, file).cpu as MeasuredView)
  expect(others('login\nscrypt\n10', 'node:internal/crypto/scrypt')).toBe(true)
  expect(others('answer\nprocessCallback\n10', 'node:zlib')).toBe(true)
  expect(others('start\nWorker\n10', 'node:internal/worker')).toBe(true)
  expect(others('hash\n10', '/srv/node_modules/bcrypt/bcrypt.js')).toBe(true)
  expect(others('login\npbkdf2Sync\n10', 'node:internal/crypto/pbkdf2')).toBe(false)
  expect(others('answer\nzlibBufferSync\n10', 'node:zlib')).toBe(false)
  expect(others('(anonymous node:internal/worker:1)\n10', 'node:internal/worker')).toBe(false)
  expect(others('scrypt\n10', '/srv/shop/scrypt.js')).toBe(false)
})
