/** Who a thread of a chunk is. */
import type { JfrKey } from './cursor.ts'
import type { Pools } from './pools.ts'
import { keyOf } from './valueRow.ts'

const threadFields = ['osName', 'osThreadId', 'javaName', 'javaThreadId', 'virtual', 'group']

export function threadOf(
  pools: Pools,
  typeId: number,
  key: JfrKey,
):
  | { readonly id: string; readonly name: string; readonly isVirtual: boolean; readonly isCarrier: boolean }
  | undefined {
  const found = pools.read(typeId, key, threadFields)
  if (found === undefined) return undefined
  const { numbers, texts } = found.row
  const javaId = numbers[3]!
  const id = javaId > 0 ? `java ${javaId}` : `os ${numbers[1]!}`
  const name = texts[2] ?? texts[0] ?? ''
  const isVirtual = numbers[4] === 1
  const group = found.plan.found[5] === true ? pools.text(found.plan.typeIds[5] ?? -1, keyOf(found.row, 5), 'name') : ''
  return { id, name, isVirtual, isCarrier: group === 'CarrierThreads' }
}
