/** A JFR file is chunks put one after the other, each complete in itself: types, ids and keys never cross a chunk. */
export interface ChunkHeader {
  readonly from: number
  /** First byte after the chunk. */
  readonly until: number
  /** Absolute positions of the last checkpoint and of the metadata. */
  readonly checkpointAt: number
  readonly metadataAt: number
  readonly startMs: number
  readonly durationMs: number
  readonly startTicks: number
  readonly ticksPerSecond: number
  readonly compressed: boolean
}

export const headerBytes = 68
const magic = 0x464c5200

export type ChunkOrProblem =
  | { readonly chunk: ChunkHeader }
  /** Another layout: "0.9" is what Oracle's JDK 7 and 8 wrote. */
  | { readonly version: string }
  /** `next`: where reading may go on, undefined when that is unknown. */
  | { readonly problem: string; readonly next?: number }

/** How long the chunk at `from` says that it is. 0 where that is no size of a chunk. */
export function chunkBytes(view: DataView, from: number): number {
  if (view.getUint32(from) !== magic) return 0
  const size = Number(view.getBigInt64(from + 8))
  return size >= headerBytes ? size : 0
}

/** Reads the header at `from`. Big-endian; see formats.md §2.2 for the offsets. */
export function readChunkHeader(view: DataView, from: number): ChunkOrProblem {
  const left = view.byteLength - from
  if (left < headerBytes) return { problem: 'it ends inside a chunk header' }
  if (view.getUint32(from) !== magic) return { problem: 'what follows is not a chunk' }
  const major = view.getUint16(from + 4)
  // 1.0 (JDK 9 and 10) differs from 2.x in the names of its types alone.
  if (major < 1 || major > 2) return { version: `${major}.${view.getUint16(from + 6)}` }
  const long = (offset: number): number => Number(view.getBigInt64(from + offset))
  const size = long(8)
  if (size < headerBytes || size > left) return { problem: 'the last chunk was still being written' }
  const checkpoint = long(16)
  const metadata = long(24)
  const next = from + size
  const inside = (offset: number): boolean => offset >= headerBytes && offset < size
  if (!inside(checkpoint) || !inside(metadata)) return { problem: 'a chunk was never finished', next }
  const ticksPerSecond = long(56)
  return {
    chunk: {
      from,
      until: next,
      checkpointAt: from + checkpoint,
      metadataAt: from + metadata,
      startMs: long(32) / 1e6,
      durationMs: Math.max(0, long(40) / 1e6),
      startTicks: long(48),
      ticksPerSecond: ticksPerSecond > 0 ? ticksPerSecond : 1e9,
      compressed: (view.getUint8(from + 67) & 1) === 1,
    },
  }
}
