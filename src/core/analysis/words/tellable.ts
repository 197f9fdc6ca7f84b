/** Facts that carry an `id`, and their words: one function per id, so that a new fact without words does not compile. */
export type WordsOf<Fact extends { readonly id: string }> = {
  readonly [Id in Fact['id']]: (fact: Extract<Fact, { readonly id: Id }>, zone: string) => string
}

/** @param zone of the reader, for the times in it */
export function tell<Fact extends { readonly id: string }>(words: WordsOf<Fact>, fact: Fact, zone: string): string {
  // The row of an id takes facts of that id; the compiler cannot follow a union through an index.
  const row = words[fact.id as Fact['id']] as (fact: Fact, zone: string) => string
  return row(fact, zone)
}
