/** Answers of tools: the object of `--json`, short enough for a model, or one sentence. */
import type { Outcome } from '../diagnose/outcome.ts'
import { brief } from './brief.ts'

export interface ToolAnswer {
  readonly [key: string]: unknown
  readonly content: { type: 'text'; text: string }[]
  readonly isError?: boolean
}

export function outcome({ code, stdout, stderr }: Outcome): ToolAnswer {
  return code === 2 ? refused(stderr.trim()) : structured(JSON.parse(stdout))
}

export function structured(value: unknown): ToolAnswer {
  return { content: [{ type: 'text', text: JSON.stringify(brief(value)) }] }
}

export function refused(text: string): ToolAnswer {
  return { content: [{ type: 'text', text }], isError: true }
}
