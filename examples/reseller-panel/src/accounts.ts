import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

export type UserType = 'admin' | 'reseller' | 'support' | 'collector' | 'readonly' | 'subscriber'

/** A user of the panel. Staff belong to a reseller, whose list applies to them. */
export interface User {
  readonly id: string
  readonly type: UserType
  readonly resellerId?: string
}

/** Users, their passwords, the resellers' address lists, and the tokens in use. */
export interface Accounts {
  /** The user, if the password is correct; undefined for a wrong name or password, after the same amount of work. */
  verify(id: string, password: string): User | undefined
  userOf(token: string | undefined): User | undefined
  issueToken(user: User): string
  /** The list that applies to this user, as comma-separated text; an empty list has no effect. */
  allowedIps(user: User): string
  setAllowedIps(resellerId: string, list: string): void
  isReseller(id: string): boolean
}

export interface NewUser extends User {
  readonly password: string
  readonly allowedIps?: string
}

export function createAccounts(users: readonly NewUser[]): Accounts {
  const salt = randomBytes(16)
  const digest = (password: string): Buffer => scryptSync(password, salt, 32, { N: 1024 })
  const digestOfUnknownUser = digest(randomBytes(16).toString('hex'))
  const records = new Map(
    users.map(({ password, allowedIps: _allowedIps, ...user }) => [user.id, { user, digest: digest(password) }]),
  )
  const lists = new Map(users.map(({ id, allowedIps }) => [id, allowedIps ?? '']))
  const tokens = new Map<string, User>()

  return {
    verify(id, password) {
      const record = records.get(id)
      const isCorrect = timingSafeEqual(digest(password), record?.digest ?? digestOfUnknownUser)
      return isCorrect ? record?.user : undefined
    },
    userOf: (token) => (token === undefined ? undefined : tokens.get(token)),
    issueToken(user) {
      const token = randomBytes(18).toString('base64url')
      tokens.set(token, user)
      return token
    },
    allowedIps: (user) => lists.get(user.type === 'reseller' ? user.id : (user.resellerId ?? '')) ?? '',
    setAllowedIps: (resellerId, list) => void lists.set(resellerId, list),
    isReseller: (id) => records.get(id)?.user.type === 'reseller',
  }
}

/** The users of the example when it starts. */
export const demonstrationUsers: readonly NewUser[] = [
  { id: 'root', type: 'admin', password: 'root-password' },
  { id: 'north', type: 'reseller', password: 'north-password', allowedIps: '203.0.113.42, 198.51.100.0/24' },
  { id: 'sam', type: 'support', password: 'sam-password', resellerId: 'north' },
  { id: 'cleo', type: 'collector', password: 'cleo-password', resellerId: 'north' },
  { id: 'rita', type: 'readonly', password: 'rita-password' },
  { id: 'sub', type: 'subscriber', password: 'sub-password', resellerId: 'north' },
]
