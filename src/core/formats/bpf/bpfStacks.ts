/** Stacks as BPF tools print them, innermost first → one stack of a profile, the kernel's frames on those of the program. */
import { frameFlags } from '../../profile/profile.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'

/** Where the kernel is entered, on x86 and ARM, and where its own threads begin. */
const kernelEntry =
  /^(?:entry_SYSCALL|asm_(?:sysvec|exc|common)_|do_syscall_|ret_from_fork|el0t?_|el1t?h?_|ret_to_user|kthread\b|secondary_startup_)/
/** What the tool itself runs where it looks. */
const ofTheTool =
  /^(?:bpf_prog_[0-9a-f]{16}|bpf_trace_run\d|__bpf_trace_|__traceiter_|bpf_get_stackid|bpf_overflow_handler)/

export interface BpfFrame {
  readonly name: string
  readonly module: string
}

/** `hot(double)+81`, `40148e hot(double)+81 (/srv/app)`, `0x7fd1d1669be6`, `[unknown]` */
export function bpfFrame(line: string): BpfFrame {
  const [, named = line.trim(), path = ''] = /^\s*[0-9a-f]{4,16} (\S.*) \(([^()]*)\)$/.exec(line) ?? []
  const name = named.replace(/\+(?:0x[0-9a-f]{1,16}|\d{1,12})$/, '')
  const module = path === '[unknown]' ? '' : path.slice(path.lastIndexOf('/') + 1)
  return { name: /^0x[0-9a-f]+$/.test(name) ? `[${module === '' ? 'unknown' : module}]` : name, module }
}

const isKernels = (group: readonly BpfFrame[]): boolean => kernelEntry.test(group.at(-1)?.name ?? '')

/**
 * @param groups the program's stack and the kernel's, in either order, or one that may hold both
 * @returns −1 for no frame at all
 */
export function stackOfGroups(builder: ProfileBuilder, groups: readonly (readonly BpfFrame[])[]): number {
  const [first = [], second = []] = groups
  const [user, kernel] = second.length > 0 && isKernels(first) && !isKernels(second) ? [second, first] : [first, second]
  const inKernel = kernel.length > 0 || isKernels(user)
  const fromRoot = [...user.toReversed(), ...withoutTool(kernel.length > 0 ? kernel : []).toReversed()]
  const kernelFrom = kernel.length > 0 ? user.length : inKernel ? 0 : fromRoot.length
  const frames = kernel.length > 0 ? fromRoot : withoutTool(user).toReversed()
  let stack = -1
  for (const [depth, { name, module }] of frames.entries()) {
    const flags = depth >= kernelFrom ? frameFlags.kernel | frameFlags.native : 0
    stack = builder.stack(stack, builder.frame(name, '', 0, module, flags))
  }
  return stack
}

function withoutTool(leafFirst: readonly BpfFrame[]): readonly BpfFrame[] {
  const from = leafFirst.findIndex(({ name }) => !ofTheTool.test(name))
  return from < 0 ? leafFirst : leafFirst.slice(from)
}
