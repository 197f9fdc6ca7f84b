/** The body of SelectMergeProfile as protobuf: asked in protobuf, the store answers with a pprof file, exact and small. */

export interface MergeRequest {
  readonly profileTypeId: string
  readonly labelSelector: string
  readonly startMs: number
  readonly endMs: number
  readonly maxNodes?: number
}

export function encodeMergeRequest(request: MergeRequest): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  text(bytes, 1, request.profileTypeId)
  text(bytes, 2, request.labelSelector)
  integer(bytes, 3, request.startMs)
  integer(bytes, 4, request.endMs)
  if (request.maxNodes !== undefined) integer(bytes, 5, request.maxNodes)
  return new Uint8Array(bytes)
}

function text(bytes: number[], field: number, value: string): void {
  const utf8 = new TextEncoder().encode(value)
  bytes.push((field << 3) | 2)
  varint(bytes, utf8.length)
  bytes.push(...utf8)
}

function integer(bytes: number[], field: number, value: number): void {
  bytes.push(field << 3)
  varint(bytes, Math.round(value))
}

/** Milliseconds since 1970 need 41 bits, which shifts would cut to 32. */
function varint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
