import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who uses the page. */
export interface Person {
  /** Name of the token, or `local` where no token is needed. */
  readonly name: string
  readonly mayChange: boolean
}

/** A person at a gateway without tokens, which only programs of the same machine can reach. */
export const localPerson: Person = { name: 'local', mayChange: true }

/** A browser that may use the page. */
export interface Session {
  readonly id: string
  readonly person: Person
  /** The text that every form of this session contains, and that other sites cannot know. */
  readonly formToken: string
}

/** The sessions of browsers: at most 100, each at most 12 hours, and one hour without use. */
export interface Sessions {
  /** Starts a session. `personOf` says who it is of, and is asked again at each use: a token that is removed ends its sessions. */
  readonly create: (personOf: () => Person | undefined) => Session | undefined
  /** The session of a cookie, if it has not expired; this counts as use. */
  readonly find: (id: string | undefined) => Session | undefined
  /** The session of a browser that needs no token. Nothing is stored: only its forms differ from those of others. */
  readonly of: (id: string, person: Person) => Session
  readonly end: (id: string) => void
  /** Whether a form has the text of this session. Constant time. */
  readonly isFormOf: (session: Session, token: string | undefined) => boolean
}

const maxSessions = 100
const idleMs = 3_600_000
const maxMs = 12 * 3_600_000

interface Started {
  readonly personOf: () => Person | undefined
  readonly startedMs: number
  usedMs: number
}

/** An id that cannot be guessed. */
export function newSessionId(): string {
  return randomBytes(24).toString('base64url')
}

/** Creates an empty table. When it is full, the session that was unused for longest ends. `monotonicMs` is the time of a clock that is never set. */
export function createSessions(monotonicMs: () => number): Sessions {
  const key = randomBytes(32)
  /** In the order of use. */
  const sessions = new Map<string, Started>()

  function sessionOf(id: string, person: Person): Session {
    return { id, person, formToken: createHmac('sha256', key).update(id).digest('base64url') }
  }

  return {
    create: (personOf) => {
      const person = personOf()
      if (person === undefined) return undefined
      const oldest = sessions.keys().next()
      if (sessions.size >= maxSessions && oldest.done !== true) sessions.delete(oldest.value)
      const id = newSessionId()
      sessions.set(id, { personOf, startedMs: monotonicMs(), usedMs: monotonicMs() })
      return sessionOf(id, person)
    },
    find: (id) => {
      const session = id === undefined ? undefined : sessions.get(id)
      if (id === undefined || session === undefined) return undefined
      const nowMs = monotonicMs()
      sessions.delete(id)
      if (nowMs - session.startedMs > maxMs || nowMs - session.usedMs > idleMs) return undefined
      const person = session.personOf()
      if (person === undefined) return undefined
      session.usedMs = nowMs
      sessions.set(id, session)
      return sessionOf(id, person)
    },
    of: sessionOf,
    end: (id) => void sessions.delete(id),
    isFormOf: ({ formToken }, token) => {
      const given = Buffer.from(token ?? '')
      const expected = Buffer.from(formToken)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
