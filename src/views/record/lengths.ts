/** How long a recording may be and in which steps; whole seconds. */
export const lengths = [
  { text: '30 s', seconds: 30 },
  { text: '1 min', seconds: 60 },
  { text: '2 min', seconds: 120 },
  { text: '3 min', seconds: 180 },
  { text: '5 min', seconds: 300 },
  { text: '10 min', seconds: 600 },
] as const

const longest = 600

/** Steps enough to see a change, long enough for samples: Go takes 100 a second of CPU. */
export function stepFor(seconds: number): number {
  return seconds <= 30 ? 5 : seconds <= 120 ? 10 : 15
}

/** One sentence when nothing can be recorded this way. */
export function lengthProblem(seconds: number, everySeconds: number): string | undefined {
  if (!Number.isInteger(seconds) || seconds < 2 || seconds > longest)
    return `The length is whole seconds, 2 to ${longest}.`
  if (!Number.isInteger(everySeconds) || everySeconds < 1) return 'A step is whole seconds, at least 1.'
  if (everySeconds > seconds) return 'A step cannot be longer than the recording.'
  if (seconds % everySeconds !== 0) return `The length must be a multiple of the step: ${everySeconds} s do not fit.`
  return undefined
}
