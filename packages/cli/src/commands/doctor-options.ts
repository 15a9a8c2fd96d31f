import type { CommandHost } from '../command-host.ts'
import type { DoctorFlags } from './doctor.ts'

const examples = `
Examples:
  tidegate doctor site.policy --peer 10.0.0.1 --header "X-Forwarded-For: 203.0.113.9, 10.0.0.2"
  tidegate doctor --log access.log                   does the log show clients, or a proxy?
  tidegate doctor site.policy --listen 8080          wait for a request through the proxy, and judge that
  tidegate doctor site.policy --url http://127.0.0.1:3000/headers

Shows the chain from the server back to the client, what is trusted and which address is taken, and what to write in \`client ip\`.
Without FILE: the policy that tidegate.yaml names, or none: then the address that connects is the client.
Exit codes: 0 right, 1 findings, 2 could not run.`

/** Registers `tidegate doctor`. */
export function addDoctor({ program, io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  program
    .command('doctor')
    .description('tell whether clients’ addresses are found right, and what to write in `client ip`')
    .argument('[file]', 'policy file')
    .option('--peer <address>', 'who connects')
    .option('--header <"name: value">', 'a header field that arrives; may be given several times', collect)
    .option('--listen <[host:]port>', 'wait for one request and judge what arrives')
    .option('--url <url>', 'ask a server: what stands in front of it, and what it receives where its answer shows that')
    .option('--log <file>', 'look at the client addresses of an access log')
    .option('--log-format <format>', 'the format of the log, where it cannot be told')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((file: string | undefined, flags: DoctorFlags) =>
      act(async () => (await import('./doctor.ts')).doctor(file, flags, io)),
    )
}
