/** The identity of a file, as the worker computes it, too. */

const sliceBytes = 1_000_000

/** SHA-256 in hex. The browser's own is fast and off this thread, but does not exist on pages served over plain http. */
export async function sha256Hex(content: ArrayBuffer): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  return subtle === undefined ? sha256InSlices(content) : hex(new Uint8Array(await subtle.digest('SHA-256', content)))
}

/** Slower, but lets the page breathe between slices. */
export async function sha256InSlices(content: ArrayBuffer): Promise<string> {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  const hash = sha256.create()
  const bytes = new Uint8Array(content)
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    hash.update(bytes.subarray(at, at + sliceBytes))
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return hex(hash.digest())
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
