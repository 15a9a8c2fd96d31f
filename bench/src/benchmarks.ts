import type { Benchmark } from './harness/comparison.ts'
import { agents } from './suites/agents.ts'
import { ipv4, ipv6 } from './suites/membership.ts'

/** All benchmarks, by the ids that `pnpm bench` takes. */
export const benchmarks: readonly Benchmark[] = [ipv4, ipv6, agents]
