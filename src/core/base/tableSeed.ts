/**
 * What our own hash tables mix into every hash. A table whose hashes can be worked out beforehand is made a list by a file that was written
 * for it: 60,000 names with one hash, 1 MB of text, took half a minute. Whoever starts this code gives it a number that no file knows;
 * rows are numbered by first appearance, so nothing that is answered depends on it.
 */
let seed = 0

/** Before anything is read; tables that are there already keep the number they were made with. */
export function seedTables(random: number): void {
  seed = random | 0
}

export const tableSeed = (): number => seed
