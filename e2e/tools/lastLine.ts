/** The line that people read of a run that took minutes. What could not be checked is in it: it is no pass. */
export function lastLine(
  { passed, failed, skipped }: { readonly passed: number; readonly failed: number; readonly skipped: number },
  unchecked: readonly string[],
): string {
  return [
    `${passed} passed`,
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...unchecked.map((name) => `not checked: ${name}`),
  ].join(', ')
}
