import Koa, { type Context } from 'koa'
import { checkIpList } from '@tidegate/engine'
import { tidegate, type Tidegate } from '@tidegate/koa-adapter'
import type { Accounts, User } from './accounts.ts'
import { readJsonBody } from './read-json-body.ts'

export interface Panel {
  readonly app: Koa
  readonly guard: Tidegate
}

/** Creates the reseller panel's API: login, and calls that require a token and an allowed address. */
export function createPanel(policy: string, accounts: Accounts): Panel {
  const app = new Koa()
  const factsOf = (user: User): Record<string, unknown> => ({
    'user.type': user.type,
    'user.allowed_ips': accounts.allowedIps(user),
  })

  const guard = tidegate({
    policy,
    user: (ctx) => userOf(ctx)?.id,
    facts: (ctx) => {
      const user = userOf(ctx)
      return user === undefined ? {} : factsOf(user)
    },
  })

  app.use(async (ctx, next) => {
    const user = accounts.userOf(/^Bearer (\S+)$/.exec(ctx.get('authorization'))?.[1])
    if (user !== undefined) ctx.state['user'] = user
    await next()
  })
  app.use(guard)
  app.use(async (ctx) => {
    const list = /^\/api\/resellers\/([^/]+)\/allowed-ips$/.exec(ctx.path)
    if (ctx.method === 'POST' && ctx.path === '/api/login') await login(ctx)
    else if (userOf(ctx) === undefined) reply(ctx, 401, { error: 'Log in first' })
    else if (ctx.path === '/api/me') reply(ctx, 200, { id: userOf(ctx)?.id, type: userOf(ctx)?.type })
    else if (ctx.method === 'PUT' && list !== null) await editList(ctx, list[1] ?? '')
  })
  return { app, guard }

  async function login(ctx: Context): Promise<void> {
    const body = await readJsonBody(ctx.req)
    const user = accounts.verify(String(body?.['user']), String(body?.['password']))
    if (user === undefined) return reply(ctx, 401, { error: 'Wrong user name or password' })
    // The address is checked only after the password, so that a wrong password reveals nothing about the list.
    const decision = await guard.check(ctx, { user: user.id, facts: factsOf(user) })
    if (decision.outcome !== 'pass') return guard.refuse(ctx, decision)
    return reply(ctx, 200, { token: accounts.issueToken(user) })
  }

  async function editList(ctx: Context, resellerId: string): Promise<void> {
    if (userOf(ctx)?.type !== 'admin') return reply(ctx, 403, { error: 'Only an admin can edit address lists' })
    if (!accounts.isReseller(resellerId)) return reply(ctx, 404, { error: 'No such reseller' })
    const body = await readJsonBody(ctx.req)
    const list = body?.['allowed_ips']
    if (typeof list !== 'string') return reply(ctx, 400, { error: 'allowed_ips must be a string' })
    // An invalid entry is rejected with its position: if it were stored, it would match no address and lock the reseller out.
    const problems = checkIpList(list)
    if (problems.length > 0) return reply(ctx, 422, { error: 'The list has invalid entries', problems })
    accounts.setAllowedIps(resellerId, list)
    return reply(ctx, 200, { allowed_ips: list })
  }
}

function userOf(ctx: Context): User | undefined {
  return ctx.state['user'] as User | undefined
}

function reply(ctx: Context, status: number, body: unknown): void {
  ctx.status = status
  ctx.body = body
}
