/** Which captures a question is about, and what is said where they are gone. */
import { type LoadError, unreachable } from '../base/result.ts'
import type { Question } from './questions.ts'

/** The captures a question is about. */
export function idsOf(question: Question): readonly string[] {
  switch (question.ask) {
    case 'load':
    case 'openSnapshot':
    case 'forget':
    case 'fleet':
    case 'triage':
      return []
    case 'timeline':
      return question.captureIds
    case 'compare':
    case 'diffBoxes':
    case 'elided':
      return [question.subject.base, question.subject.head].flatMap(({ captureIds, others = [] }) => [
        ...captureIds,
        ...others.flatMap((other) => other.captureIds),
      ])
    case 'freeze':
    case 'redact': {
      const { comparison, subject } = question
      return [
        ...subject.captureIds,
        ...(comparison ? [...comparison.base.captureIds, ...comparison.head.captureIds] : []),
      ]
    }
    case 'analyse':
    case 'labels':
    case 'part':
    case 'inside':
    case 'export':
    case 'boxes':
    case 'functions':
    case 'functionLine':
    case 'functionIndex':
    case 'sandwich':
    case 'children':
      return question.subject.captureIds
    default:
      return unreachable(question)
  }
}

export function forgotten(lost: number): LoadError {
  return {
    code: 'forgotten',
    where: 'The analysis',
    what: `it was started anew and no longer holds ${lost === 1 ? 'a profile' : `${lost} profiles`} that this is about`,
    todo: 'reload the page',
  }
}
