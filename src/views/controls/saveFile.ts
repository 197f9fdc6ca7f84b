/** Hands a file to the browser's download. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then; the memory is not needed any longer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
