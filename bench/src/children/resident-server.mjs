/*
 * Prints the resident memory of a Koa server in MB: `node resident-server.mjs bare|tidegate|libraries SITE.json POLICY`. WHY: JavaScript, because Node.js needs 30 MB to
 * read TypeScript; run in a folder in which packages are installed as published.
 */
import { readFileSync } from 'node:fs'
import Koa from 'koa'

const [kind, site, policy] = process.argv.slice(2)
const app = new Koa()
let kept
if (kind === 'tidegate') {
  const { openPolicy } = await import('@tidegate/node')
  const { tidegate } = await import('@tidegate/koa-adapter')
  kept = await openPolicy(policy)
  app.use(tidegate({ gate: kept }))
} else if (kind === 'libraries') {
  const { BlockList } = await import('node:net')
  const { createIsbotFromList } = await import('isbot')
  const { RateLimiterMemory } = await import('rate-limiter-flexible')
  const { prefixes, search, scrapers } = JSON.parse(readFileSync(site, 'utf8'))
  const list = new BlockList()
  for (const prefix of prefixes) list.addSubnet(prefix.split('/')[0], Number(prefix.split('/')[1]), 'ipv4')
  const limiters = [5, 200, 20_000].map((points) => new RateLimiterMemory({ points, duration: 60 }))
  const bots = [search, scrapers].map((tokens) => createIsbotFromList(tokens))
  kept = { list, limiters, bots }
  app.use(async (ctx, next) => {
    if (list.check(ctx.ip) || bots.some((isBot) => isBot(ctx.get('user-agent')))) ctx.status = 403
    else await Promise.all(limiters.map((limiter) => limiter.consume(ctx.ip))).then(next)
  })
}
app.use((ctx) => {
  ctx.body = 'hello'
})
const server = app.listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
await new Promise((resolve) => setTimeout(resolve, 500))
globalThis.gc()
globalThis.gc()
process.stdout.write(String(process.memoryUsage().rss / 1e6))
process.exit(kept === undefined && kind !== 'bare' ? 1 : 0)
