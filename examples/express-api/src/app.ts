import { randomBytes } from 'node:crypto'
import cookieParser from 'cookie-parser'
import express, { type Express } from 'express'
import { tidegate, type Tidegate } from '@tidegate/express-adapter'

/** A user of the API. */
export interface User {
  readonly id: string
  readonly role: 'member' | 'admin'
  readonly password: string
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Express documents this declaration for properties of its requests.
  namespace Express {
    interface Request {
      user?: User
    }
  }
}

/** Creates an API with sessions: login, the user's own page, and a page for admins. */
export function createApi(policy: string, users: readonly User[]): { readonly app: Express; readonly guard: Tidegate } {
  const sessions = new Map<string, User>()
  const guard = tidegate({
    policy,
    user: (req) => req.user?.id,
    facts: (req) => ({ 'user.role': req.user?.role }),
  })

  const app = express()
  app.use(cookieParser())
  app.use((req, _res, next) => {
    const user = sessions.get(String(req.cookies['session']))
    if (user !== undefined) req.user = user
    next()
  })
  app.use(guard)
  app.use(express.json()) // after the guard, so that bodies of refused requests are not read

  app.post('/login', (req, res) => {
    const { id, password } = (req.body ?? {}) as Partial<User>
    const user = users.find((each) => each.id === id && each.password === password)
    if (user === undefined) return void res.status(401).json({ error: 'Wrong name or password' })
    const token = randomBytes(18).toString('base64url')
    sessions.set(token, user)
    res.cookie('session', token, { httpOnly: true, sameSite: 'lax' }).json({ id: user.id })
  })
  app.get('/me', (req, res) => void res.json({ id: req.user?.id ?? null, outcome: guard.decisionOf(req).outcome }))
  app.get('/admin/users', (_req, res) => void res.json(users.map(({ id }) => id)))
  return { app, guard }
}
