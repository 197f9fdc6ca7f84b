/** What a store is asked with, where it wants to know who is asking. */
export interface Login {
  /** user:password */
  readonly auth?: string
  /** Sent as a bearer token, where there is no user. */
  readonly token?: string
}

export function authorizationOf({ auth, token }: Login): Record<string, string> {
  if (auth !== undefined) return { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}
