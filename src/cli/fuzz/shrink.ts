/** A smaller input that fails in the same way: pieces are taken out, larger ones first, as long as it goes on failing. */
export async function shrunk(
  input: Uint8Array,
  stillFails: (input: Uint8Array) => Promise<boolean>,
  mostTries = 600,
): Promise<Uint8Array> {
  let smallest = input
  let tries = 0
  for (
    let size = Math.ceil(input.length / 2);
    size >= 1 && tries < mostTries;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < smallest.length && tries < mostTries;) {
      tries++
      const without = joined(smallest.subarray(0, at), smallest.subarray(at + size))
      if (await stillFails(without)) smallest = without
      else at += size
    }
  }
  return smallest
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const out = new Uint8Array(head.length + tail.length)
  out.set(head)
  out.set(tail, head.length)
  return out
}
