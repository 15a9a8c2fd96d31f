import type { Benchmark } from './harness/comparison.ts'

/** A benchmark that is not loaded yet. */
export interface Listed {
  readonly id: string
  readonly load: () => Promise<Benchmark>
}

/**
 * All benchmarks, in the order in which `pnpm bench` runs them. WHY each is loaded only to be run or described: the modules of one change how fast the
 * compiled code of another is.
 */
export const benchmarks: readonly Listed[] = [
  { id: 'decision', load: async () => (await import('./suites/decision.ts')).decision },
  { id: 'words', load: async () => (await import('./suites/words.ts')).words },
  { id: 'growth-rules', load: async () => (await import('./suites/growth.ts')).growthRules },
  { id: 'growth-prefixes', load: async () => (await import('./suites/growth.ts')).growthPrefixes },
  { id: 'growth-tokens', load: async () => (await import('./suites/growth.ts')).growthTokens },
  { id: 'ipv4', load: async () => (await import('./suites/membership.ts')).ipv4 },
  { id: 'ipv6', load: async () => (await import('./suites/membership.ts')).ipv6 },
  { id: 'memory', load: async () => (await import('./suites/memory.ts')).memory },
  { id: 'resident', load: async () => (await import('./suites/resident.ts')).resident },
  { id: 'agents', load: async () => (await import('./suites/agents.ts')).agents },
  { id: 'counters', load: async () => (await import('./suites/counters.ts')).counters },
  { id: 'counting', load: async () => (await import('./suites/counting.ts')).counting },
  { id: 'redis', load: async () => (await import('./suites/redis.ts')).redis },
  { id: 'koa', load: async () => (await import('./suites/koa.ts')).koa },
  { id: 'koa-added', load: async () => (await import('./suites/koa-added.ts')).koaAdded },
  { id: 'open-loop', load: async () => (await import('./suites/open-loop.ts')).openLoop },
  { id: 'adapters', load: async () => (await import('./suites/adapters.ts')).adapters },
  { id: 'gateway', load: async () => (await import('./suites/gateway.ts')).gateway },
  { id: 'log', load: async () => (await import('./suites/log.ts')).log },
  { id: 'replay', load: async () => (await import('./suites/replay.ts')).replay },
  { id: 'reload', load: async () => (await import('./suites/reload.ts')).reload },
  { id: 'paths', load: async () => (await import('./suites/paths.ts')).paths },
  { id: 'check', load: async () => (await import('./suites/check.ts')).check },
  { id: 'robots', load: async () => (await import('./suites/robots.ts')).robots },
]
