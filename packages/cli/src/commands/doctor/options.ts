import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, policyOptions } from '../../config/option-flags.ts'
import { addLogFlags } from '../../config/log-flags.ts'
import type { DoctorFlags } from './command.ts'

const examples = `
Examples:
  tidegate doctor site.policy --peer 10.0.0.1 --header "X-Forwarded-For: 203.0.113.9, 10.0.0.2"
  tidegate doctor --log access.log                   does the log show clients, or a proxy?
  tidegate doctor site.policy --listen 8080          wait for a request through the proxy, and examine it
  tidegate doctor site.policy --url http://127.0.0.1:3000/headers
  tidegate doctor --url https://shop.example --gateway --path /panel/      is every request checked?

Shows the chain from the server back to the client, which hops are trusted, which address is used, and what to write in \`client ip\`.
Without FILE: the policy that tidegate.yaml names; without any policy, the address that connects is the client.
Exit codes: 0 good, 1 findings, 2 could not run.`

/** Registers `tidegate doctor`. */
export function addDoctor({ program, io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  const command = program
    .command('doctor')
    .description('check whether client addresses are determined correctly, and what to write in `client ip`')
    .argument('[file]', 'policy file')
    .option('--peer <address>', 'the address that connects to the server')
    .option('--header <"name: value">', 'a header field of the request; may be given several times', collect)
    .option('--listen <[host:]port>', 'wait for one request and examine it')
    .option(
      '--url <url>',
      'send a request to a server: shows proxies in front of it, and what it receives if its answer contains that',
    )
    .option(
      '--gateway [address]',
      'with --url: prove that a proxy asks the gateway with this admin address (default: 127.0.0.1:7412)',
    )
    .option(
      '--path <path>',
      'with --gateway: a further path that has to be checked; may be given several times',
      collect,
    )
    .option(
      '--when-away <how>',
      'with --gateway: what has to happen while the gateway is away: refuse (default) or admit',
    )
    .option('--log <file>', 'examine the client addresses of an access log')
    .option('--json', 'print one JSON document')
  addOptionFlags(addLogFlags(command), [...policyOptions, 'trustProxy'])
    .addHelpText('after', examples)
    .action((file: string | undefined, flags: DoctorFlags) =>
      act(async () => (await import('./command.ts')).doctor(file, flags, io)),
    )
}
