import { flushCompileCache } from 'node:module'
import { createTextLogger } from '@tidegate/engine'
import { openGateway } from '../gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'

/** Runs a gateway with the options in the first argument, as JSON, until the process is ended. */
const options = JSON.parse(process.argv[2]!) as Omit<GatewayOptions, 'logger'>
const gateway = await openGateway({ ...options, logger: createTextLogger((line) => console.error(line)) })
console.error('ready')
// WHY: suites kill this process, and the next one is to find compiled what it loads.
flushCompileCache()
process.on('SIGHUP', () => void gateway.reload())
process.on('SIGUSR2', () => console.error(`repeated ${JSON.stringify(gateway.repeatedChecks())}`))
process.on('SIGTERM', () => void gateway.stop())
