import type { CommandHost } from '../../command-host.ts'
import type { InitFlags } from './command.ts'

const examples = `
Examples:
  tidegate init                                  asks questions, if there is a terminal
  tidegate init --yes                            no questions: use the defaults
  tidegate init site.policy --proxy loopback --rate 200 --admin-path /admin/** --admin-from 203.0.113.0/24
  tidegate init --block drop.txt --no-scrapers
  tidegate init --behind nginx --yes             for a site behind nginx, without changing the site
  tidegate init --to http://127.0.0.1:8069       for a site without a proxy

Writes the policy, a test file in the same folder, and a tidegate.yaml if there is none. Existing files are not changed without
--force; with --behind and --to, an existing policy is kept, and only the files of the gateway are added. Exit codes: 0 written, 2 could not run.`

/** Registers `tidegate init`. */
export function addInit({ program, io, act }: CommandHost): void {
  program
    .command('init')
    .description('write a first policy, a test for it, and a tidegate.yaml')
    .argument('[file]', 'the policy to write', 'site.policy')
    .option(
      '--proxy <set>',
      'proxies in front of the server, such as loopback or 10.0.0.0/8; none: clients connect directly',
    )
    .option('--block <file>', 'a file with addresses to block')
    .option('--admin-path <pattern>', 'paths that only some addresses may access, such as /admin/**')
    .option('--admin-from <set>', 'these addresses, separated by commas')
    .option('--rate <n>', 'requests per minute for each address; 0: no limit')
    .option('--no-scrapers', 'do not block scrapers')
    .option(
      '--behind <proxy>',
      'write what nginx, caddy, haproxy, traefik or envoy needs to ask a gateway, and how to run it',
    )
    .option('--to <url>', 'write how to run a gateway as reverse proxy for this site, such as http://127.0.0.1:8069')
    .option('--listen <address>', 'where the gateway listens: 127.0.0.1:7411 for checks, *:8080 with --to')
    .option('--when-away <how>', 'what the proxy does while the gateway is away: refuse (default) or admit')
    .option('--yes', 'ask no questions')
    .option('--force', 'overwrite existing files')
    .option('--json', 'print one JSON document about what was written')
    .addHelpText('after', examples)
    .action((file: string, flags: InitFlags) => act(async () => (await import('./command.ts')).init(file, flags, io)))
}
