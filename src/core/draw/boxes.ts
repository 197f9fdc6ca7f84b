/** What is drawn: the boxes of a pane, laid out for one width, plain and of a comparison. */
import type { Hue, ViewKind } from '../base/vocabulary.ts'
import type { FramePath, TreeUnit } from '../profile/callTree.ts'

export interface SearchText {
  readonly text: string
  readonly isRegex: boolean
}

/** What an "n smaller" box stands for, whatever the width: the smallest `count` below the box it hangs under. */
export interface SmallerOf {
  readonly count: number
  /** Names folded into that box: what leaves its chain on the way is among them. */
  readonly folded: number
}

export interface Boxes {
  readonly view: ViewKind
  readonly unit: TreeUnit
  /** Totals of the whole tree and of the focus, for "12 % of total · 40 % of selected". */
  readonly grandTotal: number
  readonly focusTotal: number
  readonly focusFound: boolean
  readonly boxes: readonly Box[]
  /** Search: share of the total under matching frames; the outermost match counts once. */
  readonly matched?: { readonly total: number; readonly functions: number; readonly error?: string }
}

export interface Box {
  /** Position in the pane, 0..1 of its width. */
  readonly x: number
  readonly width: number
  readonly depth: number
  /** Index into `Boxes.boxes` of the box above; −1 for the root box. */
  readonly parent: number
  /** Names folded into this box from top to bottom: one in general, several for a folded chain. Empty for the root and for "n smaller". */
  readonly names: readonly string[]
  /** Which of `names` the box is labelled and coloured for: a folded chain's last function of the program's own, nearest to what happens, else its first. */
  readonly lead: number
  readonly kind: 'root' | 'frame' | 'chain' | 'smaller' | 'ancestor'
  /** For "n smaller": how many children were folded away. */
  readonly smaller: number
  /** Of a folded chain: of all frames in it. */
  readonly self: number
  readonly total: number
  readonly samples: number
  readonly package: string
  /** Hue class, see core/frames/hue.ts. */
  readonly hue: Hue
  readonly own: boolean
  readonly match: boolean
  readonly hasChildren: boolean
  /** Where the function that it is labelled with stands: "book/place.go:42"; absent where the file says nothing. */
  readonly source?: string
  /** It hangs under the frame so many names above the last one of its parent: a side branch of a folded chain, opened from "n smaller". */
  readonly leaves?: number
  /** Row of the tree it was laid out from (the topmost one of a chain); −1 for "n smaller". Of no use outside the worker. */
  readonly node: number
}

/** A box of a comparison: both sides' numbers and how sure the change is. `self`, `total`, `samples` are the drawn side's. */
export interface DiffBox extends Box {
  readonly base: number
  readonly head: number
  readonly baseShare: number
  readonly headShare: number
  readonly baseSamples: number
  readonly headSamples: number
  /** −5 … 5: shrank … grew by how many points of the larger total; 0 where there is no evidence. */
  readonly step: number
  /** follows: it changed, but as its caller did; nothing is decided here. */
  readonly change: 'grew' | 'shrank' | 'follows' | 'new' | 'gone' | 'no-evidence' | 'too-few'
  /** Of what follows: the frame at which it is decided; absent where that is the whole. */
  readonly decidedAt?: string
  /** Of what shows no evidence: 0.68 means that +68 % or more would have been seen. */
  readonly smallestVisible?: number
}

/** What of a comparison is drawn, and how. */
export interface DiffDrawOptions {
  readonly view: ViewKind
  /** What native code holds or allocated, beside the managed heap: `view` is then the kind it is shown in. */
  readonly native?: true | undefined
  readonly widthPx: number
  readonly focus: FramePath
  readonly onlySmaller?: SmallerOf | undefined
  readonly search?: SearchText
  /** What colour and test speak about: cost per second (bytes held), or share of the total. */
  readonly mode: 'absolute' | 'share'
  /** What width stands for; union: the larger of both at every leaf. */
  readonly width: 'head' | 'base' | 'union'
}

export interface DiffBoxes extends Omit<Boxes, 'boxes'> {
  readonly boxes: readonly DiffBox[]
  /** Paths that only base has, largest first: they have no width when width stands for head. */
  readonly gone: readonly { readonly path: FramePath; readonly base: number; readonly baseShare: number }[]
}

/** A comparison without what did not change, as lines with A exactly above B. */
export interface ElidedOptions {
  readonly view: ViewKind
  /** As in `DiffDrawOptions`. */
  readonly native?: true | undefined
  readonly focus: FramePath
  readonly mode: 'absolute' | 'share'
}

export interface Elided {
  readonly view: ViewKind
  readonly unit: TreeUnit
  /** A caller before what it calls, the larger first; a folded rest after what is shown beside it. Empty where the focus is not there. */
  readonly lines: readonly ElidedLine[]
  /** What sums are divided by for costs per second; 1 where there is none. */
  readonly seconds: { readonly base: number; readonly head: number }
}

export interface ElidedLine {
  /** changed: decided here · follows: as its caller did · leads: no evidence of its own, but something below it changed · rest: folded */
  readonly change: 'changed' | 'follows' | 'leads' | 'rest'
  readonly depth: number
  /** From top to bottom, several for a chain that only leads on; none for the root and for what is folded. */
  readonly names: readonly string[]
  /** Where the last of them stands. */
  readonly path: FramePath
  /** Frames that the line stands for. */
  readonly frames: number
  /** Base units over each window. */
  readonly base: number
  readonly head: number
  /** 0..1 of the larger total, by cost per second or by share. */
  readonly baseSize: number
  readonly headSize: number
}
