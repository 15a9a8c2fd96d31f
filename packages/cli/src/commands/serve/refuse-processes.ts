import cluster from 'node:cluster'
import { type GatewayOptions, processesFault } from '@tidegate/gateway'
import { CliError } from '../../io.ts'

/** Throws a `CliError` if a gateway with these options cannot have several processes. */
export function refuseProcesses(options: GatewayOptions): void {
  if (!cluster.isPrimary)
    throw new CliError(
      '`serve.workers` cannot be used in a worker of another program, such as an instance of pm2 in cluster mode',
      'start one instance, in fork mode: the gateway starts its workers by itself',
    )
  const fault = processesFault(options)
  if (fault !== undefined) throw new CliError(fault.message, fault.help)
}
