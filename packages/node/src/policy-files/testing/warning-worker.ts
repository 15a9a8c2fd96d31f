/** A server process for tests: opens the given policy with the given options (a store is one in memory), and sends the codes of warnings. */
import { setImmediate } from 'node:timers/promises'
import { createMemoryStore } from '@tidegate/engine'
import { openPolicy } from '../open-policy.ts'
import type { OpenPolicyOptions } from '../open-policy-options.ts'

const [policy = '', options = '{}'] = process.argv.slice(2)
const { store, ...others } = JSON.parse(options) as OpenPolicyOptions
const gate = await openPolicy(policy, { ...others, ...(store !== undefined && { store: createMemoryStore() }) })
const codes: string[] = []
gate.on('warning', ({ code }) => codes.push(code))
await setImmediate()
process.send?.(codes)
await gate.close()
process.disconnect?.()
