/** A server process for tests: opens the given policy with the given options, and sends the codes of warnings. */
import { setImmediate } from 'node:timers/promises'
import { openPolicy, type OpenPolicyOptions } from '../open-policy.ts'

const [policy = '', options = '{}'] = process.argv.slice(2)
const gate = await openPolicy(policy, JSON.parse(options) as OpenPolicyOptions)
const codes: string[] = []
gate.on('warning', ({ code }) => codes.push(code))
await setImmediate()
process.send?.(codes)
await gate.close()
process.disconnect()
