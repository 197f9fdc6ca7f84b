import { expect, it } from 'vitest'
import { drawnView } from '../testing/evidence.ts'
import { topOwners } from './owners.ts'

it('names who takes a lock, and not the library that a lock of Rust comes from', () => {
  const tree = drawnView(
    'lock',
    'ledger::Shop::settle  ledger::Shop::place\nlock_api::mutex::Mutex::lock  std::sync::Mutex::lock\nparking_lot_core::parking_lot::park  std::sys::pal::unix::futex::futex_wait\n80  20',
  ).tree
  expect(topOwners(tree, 'lock', 2).map(({ name }) => name)).toEqual(['ledger::Shop::settle', 'ledger::Shop::place'])
  // Where it burns CPU, the library is what burns it.
  const { tree: burning } = drawnView('cpu', 'ledger::Shop::settle\nparking_lot_core::parking_lot::park\n80')
  expect(topOwners(burning, 'cpu', 1)[0]?.name).toMatch(/^parking_lot_core/)
})
