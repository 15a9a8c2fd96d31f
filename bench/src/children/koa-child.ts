import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { createGate } from '@tidegate/engine'
import { tidegate } from '@tidegate/koa-adapter'
import { compileText } from '../data/compile.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { koaCareful } from '../peers/koa-careful.ts'
import { koaStack } from '../peers/koa-stack.ts'

/** The middleware in front of the application. */
export type KoaGuard = 'nothing' | 'tidegate' | 'careful' | 'stack'

serveCalls({
  /** Starts a Koa application on loopback; resolves with its port. */
  listen(guard: KoaGuard, prefixes: number): Promise<number> {
    const site = makeSite({ prefixes, tokens: 150 })
    const app = new Koa()
    switch (guard) {
      case 'nothing':
        break
      case 'tidegate': {
        const policy = sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback')
        app.use(tidegate({ gate: createGate(compileText(policy, { 'attackers.txt': site.prefixes.join('\n') })) }))
        break
      }
      case 'careful':
        app.use(koaCareful(site))
        break
      case 'stack':
        app.proxy = true
        app.use(koaStack(site))
    }
    app.use((ctx) => {
      ctx.body = 'hello'
    })
    return new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    })
  },
  /** The CPU time of this process so far, in microseconds. */
  processorTime(): number {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})
