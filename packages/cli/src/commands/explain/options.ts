import { addLogFlags } from '../../config/log-flags.ts'
import type { ExplainFlags } from './explain-flags.ts'
import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'

const examples = `
Examples:
  tidegate explain site.policy --ip 203.0.113.9 --path /admin
  tidegate explain site.policy --ip 203.0.113.9 --agent Googlebot/2.1 --at 2026-11-18T10:00Z --repeat 6
  tidegate explain panel.policy --ip 203.0.113.9 --user sam --fact user.type=support --fact user.allowed_ips=10.0.0.0/8
  tidegate explain site.policy --peer 10.0.0.1 --header "x-forwarded-for: 203.0.113.9" --json
  tidegate explain site.policy --ip 203.0.113.9 --curl "curl -H 'X-Api-Key: k1' https://example.com/v1/items"
  tidegate explain site.policy --ip 203.0.113.9 --har session.har --entry 12
  tidegate explain site.policy --log-line '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Googlebot/2.1"'
  tidegate explain site.policy --sequence requests.yaml
  pbpaste | tidegate explain site.policy --ip 203.0.113.9 --curl -        a command line from the clipboard
  tail -n 20 access.log | tidegate explain site.policy --log-line -

A sequence (each step may override ip, path, agent, …, and give reply, the status that the application answers with,
and lasts, how long it is in progress):
  at: 2026-11-18T10:00Z
  request: { ip: 66.249.66.1, agent: Googlebot/2.1 }
  steps:
    - { repeat: 6, within: 10 s }
    - { at: "10:01:00" }

--curl, --har, --log-line and --sequence take - for standard input, where you do not have to quote anything. --repeat N shows the
decision of the N-th of N equal requests at that instant. All requests of a HAR file, of several log lines or of a sequence are decided
in order, and the last one is explained, or the one given with --entry. Flags override values that are read from elsewhere.
Without FILE: the policy that tidegate.yaml names. No counters outside this command change.
Exit codes: 0 explained, 2 could not run.`

/** Registers `tidegate explain`. */
export function addExplain({ program, io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  const command = program
    .command('explain')
    .description('show how one request passes through every phase and rule, and what decides')
    .argument('[file]', 'policy file')
    .option('--ip <address>', 'the client address')
    .option('--peer <address>', 'the socket’s address: with --header, the policy determines the client address')
    .option('--agent <text>', 'User-Agent')
    .option('--path <target>', 'path, with its query if any (default: /)')
    .option('--method <method>', 'request method (default: GET)')
    .option('--host <host>', 'Host')
    .option(
      '--at <instant>',
      'the time: 2026-11-18T10:00Z, with a zone or offset, or 10:00 for today in UTC (default: now)',
    )
    .option('--user <id>', 'id of the logged-in user')
    .option('--header <"name: value">', 'a header field; may be given several times', collect)
    .option('--fact <name=value>', 'a fact that the policy declares; may be given several times', collect)
    .option('--repeat <n>', 'explain the N-th of N equal requests (default: 1)')
    .option('--lasts <duration>', 'how long each request is in progress, for limits at once (default: not at all)')
    .option('--curl <command>', 'the request that this curl command line sends')
    .option('--har <file>', 'the requests of a HAR file, as exported by browsers')
    .option('--har-host <host>', 'only the requests of the HAR file to this host')
    .option('--log-line <line>', 'the request in a line of an access log, or in several lines')
    .option('--sequence <file>', 'a sequence of requests, from a YAML or JSON file')
    .option('--entry <n>', 'explain the N-th of several requests (default: the last)')
    .option('--json', 'print one JSON document')
  addOptionFlags(addLogFlags(command), optionNames)
    .addHelpText('after', examples)
    .action((file: string | undefined, flags: ExplainFlags) =>
      act(async () => (await import('./command.ts')).explain(file, flags, io)),
    )
}
