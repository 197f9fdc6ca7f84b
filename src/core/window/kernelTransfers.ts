/**
 * Stacks of threads that left the CPU inside a read or a write of the kernel. Their names alone say nothing: a thread that runs is in them
 * as well, copying, so that the leaf must be where a thread leaves the CPU, and it must not have been put off it while it could run.
 *
 *   read → ksys_read → vfs_read → pipe_read → schedule             waits
 *   read → ksys_read → vfs_read → copy_page_to_iter                runs
 *   read → ksys_read → vfs_read → __cond_resched → schedule        could run
 */
import type { Profile } from '../profile/profile.ts'

const leavesCpu = /^(?:_{0,2}schedule|finish_task_switch(?:\.\w{1,20}){0,3}|schedule_\w{1,40}|io_schedule\w{0,40})$/
const couldRun =
  /^(?:preempt_schedule\w{0,40}|_{0,2}cond_resched\w{0,40}|irqentry_exit\w{0,40}|exit_to_user_mode\w{0,40})$/
const transfer =
  /^(?:(?:vfs|ksys)_(?:p?readv?|p?writev?|pread64|pwrite64|iter_read|iter_write|fsync\w{0,20})|(?:sock|tcp|udp|udpv6|inet|inet6|unix_stream|unix_dgram)_(?:recvmsg|sendmsg|read_iter|write_iter)\w{0,20}|__sys_(?:recvfrom|recvmsg|sendto|sendmsg|accept4|connect)|__(?:x64|arm64)_sys_(?:p?readv?|p?writev?|pread64|pwrite64|recvfrom|recvmsg|sendto|sendmsg|accept4?|connect|epoll_p?wait2?|p?poll|fsync|fdatasync))$/

/** Per row of `profile.stacks` the row of the read or write in which it waits, −1 for none. */
export function kernelTransfers({ stacks, frames, strings }: Profile): Int32Array {
  const names = Array.from({ length: frames.length }, (_, frame) =>
    (strings[frames.name[frame] ?? 0] ?? '').replace(/_\[k\]$/, ''),
  )
  const isLeaf = names.map((name) => leavesCpu.test(name))
  const isTransfer = names.map((name) => transfer.test(name))
  const ends = names.map((name) => couldRun.test(name))
  const open = new Int32Array(stacks.length)
  const found = new Int32Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    const frame = stacks.frame[row] ?? 0
    if (isTransfer[frame] === true) open[row] = row
    else open[row] = prefix < 0 || ends[frame] === true ? -1 : (open[prefix] ?? -1)
    found[row] = isLeaf[frame] === true ? open[row]! : -1
  }
  return found
}
