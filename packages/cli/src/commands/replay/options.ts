import type { CommandHost } from '../../command-host.ts'
import { CliError } from '../../io.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'
import { addLogFlags } from '../../config/log-flags.ts'
import type { ReplayFlags } from './command.ts'

const examples = `
Examples:
  tidegate replay site.policy access.log
  tidegate replay site.policy access.log* web2.log                         merged by time, in any order
  zcat -f access.log* | tidegate replay site.policy -                      standard input
  tidegate replay new.policy access.log --against site.policy              the blast radius of an edit
  tidegate replay site.policy access.log --max-refused-ok 0.01%            a check: would those be refused that were served?
  tidegate replay site.policy access.log --html report.html                one file, to view and to print
  tidegate replay panel.policy access.log --users users.yaml               anna: { user.role: admin }
  tidegate replay site.policy app.log --zone Europe/Bucharest              times without an offset
  tidegate replay site.policy decisions.ndjson                             what a decision log says, and what is decided now
  tidegate replay --formats                                                the known formats of logs
  tidegate replay site.policy app.log --format '$remote_addr [$time_local] "$request" $status "$http_user_agent"'

Logs are plain, gzip or zstd. The format is detected from the first lines, also inside what Docker, Kubernetes, syslog or journald
write around them; --formats lists the known ones. --format takes one of these names, or a pattern in the syntax of nginx’s log_format
or Apache’s LogFormat. The log’s time drives windows and limits. The client is found by \`client ip\` and --trust-proxy as on the server,
if the log contains the header; the log’s authenticated user is \`user\`. Decision logs of Tidegate (serve --decision-log) contain all that
decided, and how: the report compares it with what the policy decides now.
Exit codes: 0 good, 1 differences (with --fail-on-difference) or too many refused (with --max-refused-ok), 2 could not run or finish, or no request could be evaluated.`

/** Registers `tidegate replay`. */
export function addReplay({ program, io, act }: CommandHost): void {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  const command = program
    .command('replay')
    .description('show what a policy would have done with the traffic of access logs')
    .argument('[file]', 'policy file')
    .argument('[log...]', 'access logs, merged by time; - is standard input')
    .option('--formats', 'list the known formats of logs')
    .option('--fact <name=value>', 'a fact that every request has; may be given several times', collect)
    .option('--users <file>', 'facts of users, by user name in the log, in YAML or JSON')
    .option('--against <policy>', 'compare with this policy, request by request')
    .option(
      '--fail-on-difference',
      'exit 1 if any request is answered differently than by --against, or than a decision log says',
    )
    .option(
      '--max-refused-ok <share or number>',
      'exit 1 if more requests that were answered well would have been refused, such as 0.01% or 25',
    )
    .option(
      '--reorder-window <time>',
      'how much earlier than the latest line a line may be and still be put in order',
      '5s',
    )
    .option(
      '--client-address <peer|client>',
      'what the address in the log is if the policy reads the client from a header that the log does not contain',
      'peer',
    )
    .option('--top <n>', 'number of clients, agents and paths listed for each rule', '5')
    .option('--json', 'print one JSON document')
    .option('--html <file>', 'also write the report as one self-contained HTML file')
  addOptionFlags(
    addLogFlags(command),
    optionNames.filter((name) => name !== 'mode'),
  )
    .addHelpText('after', examples)
    .action((file: string | undefined, logs: readonly string[], flags: ReplayFlags & { readonly formats?: boolean }) =>
      act(async () => {
        if (flags.formats === true) return (await import('./list-formats.ts')).listFormats(io)
        if (file === undefined || logs.length === 0)
          throw new CliError(
            `missing required argument \`${file === undefined ? 'file' : 'log'}\``,
            '`tidegate replay --help` lists all options, with examples',
          )
        return (await import('./command.ts')).replay(file, logs, flags, io)
      }),
    )
}
