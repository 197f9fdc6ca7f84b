/** One thing that takes input from outside. */
export interface Part {
  readonly name: string
  /** Inputs of good faith, from which the others are made. */
  readonly seeds: () => Promise<readonly Uint8Array[]>
  /** Gives the input to the part and holds its answer against what always holds. */
  readonly run: (input: Uint8Array) => Promise<Outcome>
}

export interface Outcome {
  readonly problem?: string
  readonly accepted: boolean
}

export const outcome = (accepted: boolean, problem: string | undefined): Outcome =>
  problem === undefined ? { accepted } : { accepted, problem }

export const textOf = (input: Uint8Array): string => new TextDecoder().decode(input)
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
