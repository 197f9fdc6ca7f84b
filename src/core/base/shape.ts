/**
 * What data from outside must look like, as a value that is written beside its type and does not compile when a required part of the
 * type is missing. A check gives the first thing that is wrong as a path and what should be there, never throws and never changes data.
 */

/** Undefined, or what is wrong: "head.analysis.warnings[3] is no text". */
export type Check = (value: unknown, at: string) => string | undefined

/** `type` is never there: it keeps a shape of one type from being used for another. */
export interface Shape<T> {
  readonly check: Check
  readonly type?: (value: T) => T
}

export interface OptionalShape<T> extends Shape<T> {
  readonly mayMiss: true
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

/** Every required part must be named; of optional parts those whose wrong kind would break a reader. */
export type Fields<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Shape<T[K]> } & {
  readonly [K in OptionalKeys<T>]?: OptionalShape<Exclude<T[K], undefined>>
}

const of = <T>(what: string, is: (value: unknown) => boolean): Shape<T> => ({
  check: (value, at) => (is(value) ? undefined : `${at} is ${what}`),
})

export const text: Shape<string> = of('no text', (value) => typeof value === 'string')
export const flag: Shape<boolean> = of('neither true nor false', (value) => typeof value === 'boolean')
export const finite: Shape<number> = of('no finite number', Number.isFinite)
export const count: Shape<number> = of('no count', (value) => Number.isFinite(value) && Number(value) >= 0)
/** Milliseconds since 1970 that `Date` can hold. */
export const epochMs: Shape<number> = of(
  'no time',
  (value) => Number.isFinite(value) && Math.abs(Number(value)) <= 8.64e15,
)

export function oneOf<const T extends string>(...options: readonly T[]): Shape<T> {
  return of(`none of ${options.join(', ')}`, (value) => options.some((option) => option === value))
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    check: (value, at) => {
      if (!Array.isArray(value)) return `${at} is no list`
      for (const [index, one] of value.entries()) {
        const wrong = item.check(one, `${at}[${index}]`)
        if (wrong !== undefined) return wrong
      }
      return undefined
    },
  }
}

/** Any keys, values of one shape. */
export function dictionary<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    check: (value, at) => {
      if (!isObject(value)) return `${at} is no object`
      for (const [key, one] of Object.entries(value)) {
        const wrong = item.check(one, `${at}.${key}`)
        if (wrong !== undefined) return wrong
      }
      return undefined
    },
  }
}

export const optional = <T>({ check }: Shape<T>): OptionalShape<T> => ({ check, mayMiss: true })

/** Parts that are not named must be plain data all the same: no number in it may be infinite. */
export function object<T extends object>(fields: Fields<T>, also?: (value: T) => string | undefined): Shape<T> {
  const known = Object.entries<Shape<unknown> & { readonly mayMiss?: true }>(fields)
  const names = new Set(known.map(([key]) => key))
  return {
    check: (value, at) => {
      if (!isObject(value)) return `${at} is no object`
      for (const [key, { check, mayMiss }] of known) {
        if (mayMiss === true && value[key] === undefined) continue
        const wrong = check(value[key], `${at}.${key}`)
        if (wrong !== undefined) return wrong
      }
      for (const [key, part] of Object.entries(value)) {
        const wrong = names.has(key) ? undefined : plain().check(part, `${at}.${key}`)
        if (wrong !== undefined) return wrong
      }
      // Every part was found to be what the type says.
      const wrong = also?.(value as T)
      return wrong === undefined ? undefined : `${at} ${wrong}`
    },
  }
}

/** One shape for each value of `key`, which tells the members of a union apart. */
export function variant<T extends object, K extends keyof T & string>(
  key: K,
  shapes: { readonly [V in T[K] & string]: Shape<Member<T, K, V>> } & Readonly<
    Record<string, { readonly check: Check }>
  >,
): Shape<T> {
  const byTag = new Map(Object.entries<{ readonly check: Check }>(shapes))
  return {
    check: (value, at) => {
      if (!isObject(value)) return `${at} is no object`
      const tag = value[key]
      const shape = typeof tag === 'string' ? byTag.get(tag) : undefined
      return shape ? shape.check(value, at) : `${at}.${key} is none of ${[...byTag.keys()].join(', ')}`
    },
  }
}
type Member<T, K extends keyof T, V> = T extends unknown ? (V extends T[K] ? T : never) : never

/** Data of any form that JSON can say, a few levels deep, without infinite numbers. */
export function plain<T>(): Shape<T> {
  return { check: (value, at) => plainProblem(value, at, 12) }
}

function plainProblem(value: unknown, at: string, depth: number): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${at} is no finite number`
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === 0) return `${at} is nested too deep`
  for (const [key, part] of Object.entries(value)) {
    const wrong = plainProblem(part, `${at}.${key}`, depth - 1)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
