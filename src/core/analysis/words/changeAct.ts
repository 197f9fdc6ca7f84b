/** What to do about a change, in one sentence: beside a comparison the code is read, or requests are counted, and nothing is recorded anew. */
import type { Headline } from '../../diff/comparison.ts'
import type { Sentence } from '../../diagnosis/story.ts'
import { code, sentence } from '../../diagnosis/words.ts'

/** @returns undefined where nothing changed, where it got less, or where the two have too little in common */
export function tellChangeAct(headline: Headline): Sentence | undefined {
  switch (headline.id) {
    case 'switched':
      if (headline.at === headline.instead) return undefined
      return sentence(
        'Read what changed in ',
        code(headline.at),
        ' between A and B: it no longer calls ',
        code(headline.name),
        '.',
      )
    case 'function': {
      if (headline.ofParts || headline.verdict === 'shrank' || headline.verdict === 'gone') return undefined
      return sentence('Read what changed between A and B in ', code(headline.name), ', or in what calls it more often.')
    }
    case 'mix':
      return sentence('Compare request counts of A and B: ', code(headline.value), ' makes up another part of them.')
    case 'whole':
      return headline.together !== undefined && headline.together > 1
        ? sentence('Compare request counts of A and B, then the machines: every function takes more alike.')
        : undefined
    case 'classes': {
      const { changed, most, own = most, total } = headline
      return changed && own && total.head > total.base
        ? sentence('Find out who holds ', code(own.name), ': from a heap dump, where its pause does no harm.')
        : undefined
    }
    case 'signal':
    case 'moved':
    case 'none':
    case 'untested':
    case 'other-programs':
      return undefined
  }
}
