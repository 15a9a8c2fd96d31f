import type { Command } from 'commander'
import type { ConfigKind } from '@tidegate/importers'
import type { CommandHost } from '../../command-host.ts'
import type { ImportConfigFlags } from './config.ts'

const kinds: readonly { readonly kind: ConfigKind; readonly from: string; readonly example: string }[] = [
  {
    kind: 'nginx',
    from: 'allow, deny, limit_req, geo, map, return and if of nginx',
    example: 'nginx.conf',
  },
  {
    kind: 'apache',
    from: 'Require, Order, SetEnvIf, rewrites and redirects of Apache httpd',
    example: '.htaccess',
  },
  {
    kind: 'haproxy',
    from: 'ACLs, http-request rules and stick tables of HAProxy',
    example: 'haproxy.cfg',
  },
  { kind: 'caddy', from: 'matchers, respond, abort, error and rate_limit of a Caddyfile', example: 'Caddyfile' },
  { kind: 'fail2ban', from: 'the HTTP jails of fail2ban', example: 'jail.local' },
  { kind: 'cloudflare', from: 'rulesets and access rules of Cloudflare, exported as JSON,', example: 'rulesets.json' },
  { kind: 'anubis', from: 'the bot rules of Anubis', example: 'botPolicies.yaml' },
  { kind: 'cidr-list', from: 'a list of addresses into a block list, and write it', example: 'drop.txt' },
]

/** Registers `tidegate import nginx`, `apache`, `haproxy` and the other kinds of configurations. */
export function addImportConfig(parent: Command, { io, act }: CommandHost): void {
  for (const { kind, from, example } of kinds) {
    const command = parent
      .command(kind)
      .description(`translate ${from} to policy text`)
      .argument('<file>', 'the file, or - for standard input')
      .option('-o, --output <file>', 'write to a file')
      .option('--json', 'print one JSON document, with the notes')
      .addHelpText('after', examplesOf(kind, example))
      .action((file: string, flags: ImportConfigFlags) =>
        act(async () => (await import('./config.ts')).importConfig(kind, file, flags, io)),
      )
    if (kind === 'cidr-list') {
      command
        .option('--at <place>', 'the place of the addresses in JSON or YAML, such as subnets.ipv4, or a column')
        .option('--where <key=value>', 'only entries for which the key has this value')
    }
    if (kind === 'apache')
      command.option('--at <folder>', 'the path of the folder that an .htaccess is in, such as /blog/ (default: /)')
  }
}

const moreExamples: { readonly [Kind in ConfigKind]?: string } = {
  nginx: '\n  nginx -T | tidegate import nginx -',
  'cidr-list': `
  tidegate import cidr-list ip-ranges.json --where service=CLOUDFRONT

The list is read as \`list … = file "…"\` reads it, in the same formats.`,
}

function examplesOf(kind: ConfigKind, example: string): string {
  const more = moreExamples[kind] ?? ''
  return `
Examples:
  tidegate import ${kind} ${example}
  tidegate import ${kind} ${example} -o ${kind}.policy${more}

Comments mark what could not be translated. The result always passes \`tidegate check\`.
Exit codes: 0 good, 1 no rule could be imported, 2 could not run.`
}
