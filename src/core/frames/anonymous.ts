/** Functions without a name are as many as there are places: one "(anonymous)" for all of them would be none of them. */

const anonymous = /^(\(anonymous( function)?\)|<anonymous>|anonymous|\(anonymous\/\w+\))$/

/**
 * @param name as the file has it
 * @param line first line of the function, 0 where it is not known
 * @returns "(anonymous shop.js:12)" for a function without a name whose place is known; every other name as it is
 */
export function nameByPlace(name: string, file: string, line: number): string {
  if (file === '' || !anonymous.test(name)) return name
  const short = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return line > 0 ? `(anonymous ${short}:${line})` : `(anonymous ${short})`
}
