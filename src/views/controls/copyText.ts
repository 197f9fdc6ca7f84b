/** The clipboard API is missing on plain http and in sandboxed frames; the old command still works there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.setAttribute('readonly', '')
    field.className = 'fixed -left-full top-0'
    document.body.append(field)
    field.select()
    const worked = document.execCommand('copy')
    field.remove()
    return worked
  }
}
