import { randomBytes } from 'node:crypto'

/** The users who are logged in, by the random token in the visitor's cookie. Kept in memory, which is enough for an example. */
export interface Sessions {
  /** Creates a session for this user and returns its token. */
  open(userId: string): string
  /** The user's id, or undefined for an unknown token. */
  userOf(token: string | undefined): string | undefined
  close(token: string | undefined): void
}

/** Creates a store of the latest `capacity` sessions; the oldest session ends if there are more. */
export function createSessions(capacity = 1_000): Sessions {
  const users = new Map<string, string>()
  return {
    open(userId) {
      const token = randomBytes(18).toString('base64url')
      users.set(token, userId)
      const oldest = users.keys().next().value
      if (users.size > capacity && oldest !== undefined) users.delete(oldest)
      return token
    },
    userOf: (token) => (token === undefined ? undefined : users.get(token)),
    close(token) {
      if (token !== undefined) users.delete(token)
    },
  }
}
