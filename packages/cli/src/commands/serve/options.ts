import type { CommandHost } from '../../command-host.ts'
import { addOptionFlags, optionNames } from '../../config/option-flags.ts'
import type { ServeFlags } from './command.ts'
import { serveFlagNames, serveFlags } from './serve-flags.ts'

const examples = `
Examples:
  tidegate serve                                             with tidegate.yaml of this folder
  tidegate serve /etc/tidegate/tidegate.yaml
  tidegate serve --check                                     is the configuration good, and what does it do?
  tidegate serve --policy site.policy --behind nginx         nginx asks through auth_request
  tidegate serve --policy site.policy --to http://127.0.0.1:8069 --listen 0.0.0.0:8080
                                                             in front of a site, as a reverse proxy

Every flag may also be written below \`serve:\` in tidegate.yaml (\`logLevel\` for --log-level) or in the environment (TIDEGATE_LOG_LEVEL);
flags take precedence over the environment, and the environment over the file. tidegate init --behind PROXY writes all files for a proxy.
SIGHUP reloads the policies, SIGTERM and SIGINT stop after the requests in progress.
Exit codes: 0 stopped as asked, 2 could not run.`

/** Registers `tidegate serve`. */
export function addServe({ program, io, act }: CommandHost): void {
  const command = program
    .command('serve')
    .description(
      'decide requests for nginx, Caddy, HAProxy, Traefik or Envoy, or as a reverse proxy in front of a site',
    )
    .argument('[config]', 'configuration (default: tidegate.yaml of this folder or one above)')
    .option('--policy <file>', 'the policy, instead of the one that the configuration names')
    .option('--check', 'read the configuration, the policies and the certificate, say what they mean, and end')
    .option('--json', 'with --check: print one JSON document')
  for (const name of serveFlagNames) {
    const { flag, help } = serveFlags[name]!
    if (flag !== undefined) command.option(flag, help)
  }
  addOptionFlags(command, optionNames)
    .addHelpText('after', examples)
    .action((config: string | undefined, flags: ServeFlags) =>
      act(async () => (await import('./command.ts')).serve(config, flags, io)),
    )
}
