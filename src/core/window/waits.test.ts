import { expect, it } from 'vitest'
import type { Runtime } from '../base/vocabulary.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { waitingStacks } from './waits.ts'

function kindOf(path: string, runtime: Runtime = 'native'): string | undefined {
  const builder = new ProfileBuilder([{ type: 'off-cpu', unit: 'microseconds' }])
  const stack = builder.stackFromRoot(path.split(';').map((name) => builder.frame(name, '')))
  builder.sample(stack, 1)
  return waitingStacks(builder.finish({ format: 'text' }), runtime).kinds[stack]
}

it.each([
  // Off the CPU inside a transfer.
  ['main;load;ksys_read;vfs_read;ext4_file_read_iter;schedule;finish_task_switch.isra.0', 'io'],
  ['main;load;vfs_write_[k];schedule_[k]', 'io'],
  ['main;serve;__sys_recvfrom;sock_recvmsg;schedule_timeout', 'io'],
  // What is more telling goes before.
  ['main;save;vfs_write;mutex_lock;schedule', 'kernel-lock'],
  // On the CPU, copying.
  ['main;load;ksys_read;vfs_read;copy_page_to_iter', 'none'],
  ['main;load;ksys_read;vfs_read', 'none'],
  // Put off it, and ready to go on.
  ['main;load;ksys_read;vfs_read;__cond_resched;__schedule', 'none'],
  // Off it elsewhere, or in a function of the program's that is called so.
  ['main;work;schedule', 'none'],
  ['main;vfs_reader;schedule', 'none'],
])('%s is %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind)
})

const locking =
  'java.util.concurrent.locks.ReentrantLock.lock;java.util.concurrent.locks.LockSupport.park;jdk.internal.misc.Unsafe.park'

it.each([
  // Who accepts next, of several acceptors; on a monitor, as before JDK 11.
  [`Web.run;sun.nio.ch.NioSocketImpl.accept;${locking}`, 'jvm', 'idle'],
  ['Web.run;sun.nio.ch.ServerSocketChannelImpl.accept', 'jvm', 'idle'],
  // Bytes wait to be written; a function of the program that is called so; another runtime.
  [`Web.run;sun.nio.ch.SocketChannelImpl.write;${locking}`, 'jvm', 'lock'],
  [`com.example.Desk.accept;${locking}`, 'jvm', 'lock'],
  ['Web.run;sun.nio.ch.ServerSocketChannelImpl.accept', 'native', 'none'],
] as const)('of a JVM %s in %s is %s', (path, runtime, kind) => {
  expect(kindOf(path, runtime)).toBe(kind)
})
