import { randomBytes } from 'node:crypto'

/** Who is logged in, by the random token in the visitor's cookie. Kept in memory: this is an example. */
export interface Sessions {
  /** A fresh token for this user. */
  open(userId: string): string
  /** The user's id, or undefined for a token that nobody was given. */
  userOf(token: string | undefined): string | undefined
  close(token: string | undefined): void
}

/** Sessions bounded to the latest `capacity`: whoever logs in again and again pushes out only the oldest. */
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
