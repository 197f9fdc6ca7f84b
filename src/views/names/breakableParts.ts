/** Longer words than this have humps of their own to go by: `in.example.fares.FareServer` needs none, `AbstractQueuedSynchronizer` does. */
const longWord = 18

/**
 * Where a name may be broken: behind `.` `/` `::` `_` `-` `$` between its parts, and before a hump of a very long word. Numbers and
 * sentences stay whole: "0.4 cores", "of 3 s.".
 */
export function breakableParts(text: string): readonly string[] {
  return text
    .slice(0, 2000)
    .split(/(?<=[\w)\]>$](?:::|[./$_-]))(?=[A-Za-z_(<$])/)
    .flatMap((part) => (part.length > longWord ? part.split(/(?<=[a-z0-9])(?=[A-Z])/) : [part]))
    .concat(text.length > 2000 ? [text.slice(2000)] : [])
}
