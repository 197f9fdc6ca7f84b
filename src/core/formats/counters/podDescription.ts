/**
 * `kubectl describe pod`: nothing that was measured, and the two numbers most verdicts wait for: how much CPU and memory the container
 * may use. Of one container beside those that every pod of a mesh has; names, images, addresses and the environment are not kept.
 *
 *   Containers:
 *     orders:
 *       Last State:     Terminated
 *         Reason:       OOMKilled
 *       Restart Count:  3
 *       Limits:
 *         cpu:     500m
 *         memory:  512Mi
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { sidecar } from './containerTables.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { humanBytes } from './numbers.ts'

interface Container {
  readonly name: string
  cores?: number | undefined
  memoryBytes?: number | undefined
  restarts: number
  outOfMemory: boolean
}

export const readPodDescription: FormatReader = (bytes, options) => {
  const containers: Container[] = []
  let isInside = false
  /** Where the names of containers stand, and what a line deeper than its heading is of. */
  let column = 0
  let heading = ''
  forEachLine(bytes, (line) => {
    const found = /^( {0,20})([A-Z][\w ]{0,40}|[\w.-]{1,253}):(?: {1,40}(\S.{0,80}))?\s*$/.exec(line.slice(0, 400))
    if (found === null) return
    const [, { length: indent } = '', key = '', value = ''] = found
    if (/^(?:Init )?Containers$/.test(key) && value === '') {
      isInside = key === 'Containers'
      column = 0
      return
    }
    if (!isInside) return
    if (column === 0) column = indent
    const current = containers.at(-1)
    if (indent < column) isInside = false
    else if (indent === column) {
      if (containers.length < 1000) containers.push({ name: key, restarts: 0, outOfMemory: false })
    } else if (current !== undefined) {
      if (/^[A-Z]/.test(key) && key !== 'Reason') heading = key
      if (key === 'Restart Count') current.restarts = Number(value) || 0
      else if (key === 'Reason' && value.startsWith('OOMKilled')) current.outOfMemory = true
      else if (heading === 'Limits' && key === 'cpu') current.cores = quantity(value)
      else if (heading === 'Limits' && key === 'memory') current.memoryBytes = humanBytes(value)
    }
  })
  const own = containers.filter(({ name }) => !sidecar.test(name))
  const [container] = own
  if (container === undefined || own.length > 1) {
    return noNumbers(
      options.fileName,
      own.length > 1
        ? `it describes ${own.length} containers, and nothing says which is meant`
        : 'it describes no container',
      'keep the lines of the one container, and give its CPU limit beside the profiles',
    )
  }
  const { cores, memoryBytes, restarts, outOfMemory } = container
  return factsOnly({
    format: 'pod-description',
    notes: [
      ...(cores === undefined ? ['it says no CPU limit: the container may use what its node has'] : []),
      ...(restarts > 0
        ? [
            `its container was started anew ${restarts === 1 ? 'once' : `${restarts} times`}${outOfMemory ? ', last for reaching its memory limit (OOMKilled): look for growth before that' : ''}`,
          ]
        : []),
    ],
    facts: {
      ...(cores === undefined ? {} : { cores, coresFrom: 'the container’s CPU limit, by kubectl describe' }),
      ...(memoryBytes === undefined ? {} : { container: { memoryLimitBytes: memoryBytes } }),
    },
  })
}

/** "500m", "2", "1.5". */
function quantity(text: string): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,9})?)(m)?$/.exec(text)
  const cores = Number(found?.[1]) * (found?.[2] === undefined ? 1 : 1e-3)
  return cores > 0 ? cores : undefined
}
