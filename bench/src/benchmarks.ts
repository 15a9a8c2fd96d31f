import type { Benchmark } from './harness/comparison.ts'
import { adapters } from './suites/adapters.ts'
import { agents } from './suites/agents.ts'
import { check } from './suites/check.ts'
import { counters } from './suites/counters.ts'
import { counting } from './suites/counting.ts'
import { decision } from './suites/decision.ts'
import { gateway } from './suites/gateway.ts'
import { growthPrefixes, growthRules, growthTokens } from './suites/growth.ts'
import { ipv4, ipv6 } from './suites/membership.ts'
import { koa } from './suites/koa.ts'
import { koaAdded } from './suites/koa-added.ts'
import { log } from './suites/log.ts'
import { memory } from './suites/memory.ts'
import { paths } from './suites/paths.ts'
import { redis } from './suites/redis.ts'
import { reload } from './suites/reload.ts'
import { replay } from './suites/replay.ts'
import { robots } from './suites/robots.ts'

/** All benchmarks, in the order in which `pnpm bench` runs them. */
export const benchmarks: readonly Benchmark[] = [
  decision,
  growthRules,
  growthPrefixes,
  growthTokens,
  ipv4,
  ipv6,
  memory,
  agents,
  counters,
  counting,
  redis,
  koa,
  koaAdded,
  adapters,
  gateway,
  log,
  replay,
  reload,
  paths,
  check,
  robots,
]
