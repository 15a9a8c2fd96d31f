import { addressText, type ListenAddress, type ProxyName, proxyNames, serveOptions } from '@tidegate/node'
import { didYouMean } from '@tidegate/values'
import { type Recipe, recipeFor } from '@tidegate/gateway'
import { CliError } from '../../io.ts'

/** The flags of `tidegate init` for sites that the gateway protects. */
export interface GatewayFlags {
  readonly behind?: string
  readonly to?: string
  readonly listen?: string
  readonly whenAway?: string
}

/** What `tidegate init` writes for a gateway, in addition to a policy and its tests. */
export interface GatewayFiles {
  /** The proxy, if one asks the gateway. */
  readonly proxy?: ProxyName
  /** The key `serve` for tidegate.yaml. */
  readonly serve: string
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** What the user does next, one line each. */
  readonly next: readonly string[]
}

const checksAt: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 7411 }
const siteAt: ListenAddress = { kind: 'tcp', host: '::', port: 8080 }
const settle = { host: '127.0.0.1', port: 7413 }

/** The files for a gateway that a proxy asks, or that is a reverse proxy itself; undefined if the flags name none. Throws `CliError` for invalid flags. */
export function gatewayFiles(flags: GatewayFlags): GatewayFiles | undefined {
  const { behind, to, whenAway = 'refuse' } = flags
  if (behind === undefined && to === undefined) {
    const flag = (['listen', 'whenAway'] as const).find((name) => flags[name] !== undefined)
    if (flag === undefined) return undefined
    throw new CliError(
      `--${flag === 'listen' ? 'listen' : 'when-away'} is for a gateway`,
      'add --behind PROXY, or --to URL',
    )
  }
  if (behind !== undefined && to !== undefined)
    throw new CliError('`--behind` and `--to` exclude each other', 'a gateway is asked by a proxy, or is one itself')
  if (whenAway !== 'refuse' && whenAway !== 'admit')
    throw new CliError(`invalid value of --when-away: \`${whenAway}\``, 'expected refuse or admit')
  return behind === undefined
    ? inFront(to!, addressOf(flags, siteAt))
    : behindProxy(behind, whenAway, addressOf(flags, checksAt))
}

function behindProxy(name: string, whenAway: 'refuse' | 'admit', gateway: ListenAddress): GatewayFiles {
  const proxy = proxyNames.find((each) => each === name)
  if (proxy === undefined) {
    const similar = didYouMean(name, proxyNames)
    throw new CliError(
      `there is no recipe for \`${name}\``,
      similar === undefined ? `there are recipes for ${proxyNames.join(', ')}` : `did you mean ${similar}?`,
    )
  }
  const reports = proxy !== 'traefik' && proxy !== 'envoy'
  if (proxy === 'traefik' && gateway.kind === 'unix')
    throw new CliError('Traefik asks no gateway on a Unix socket', 'name an address and a port with --listen')
  if (proxy === 'traefik' && whenAway === 'admit')
    throw new CliError('Traefik cannot admit requests while the gateway is away', 'leave --when-away out')
  const recipe = recipeFor(proxy, { gateway, whenAway, ...(reports && { settle }) })
  return {
    proxy,
    serve: serveText(recipe, gateway, reports),
    files: [
      ...recipe.files.map(({ name: file, text }) => ({ name: file, text })),
      unitFor(gateway, proxyGroups[proxy]),
    ],
    next: [
      ...recipe.files.map(({ name: file, place }) => `put ${file} into ${place}`),
      'npx @tidegate/cli serve --check, and tidegate.service for systemd',
      'npx @tidegate/cli doctor --url https://YOUR-SITE --gateway proves that every request is checked',
    ],
  }
}

function serveText({ proxy, requestIds }: Recipe, gateway: ListenAddress, reports: boolean): string {
  return `serve:
  listen: ${listenText(gateway)}
  admin: 127.0.0.1:7412
  behind: ${proxy}
${requestIds ? '  # The recipe sets an id for every request, so that repeated checks of one request count once.\n  requestIds: true\n' : ''}${
    reports
      ? `  # The statuses of replies, for limits that count them.\n  settle: udp:${settle.host}:${settle.port}\n`
      : ''
  }`
}

function inFront(to: string, listen: ListenAddress): GatewayFiles {
  serveOptions.to.read(to, failFor('--to', to), '')
  return {
    serve: `serve:
  listen: ${listenText(listen)}
  admin: 127.0.0.1:7412
  to: ${to}
`,
    files: [unitFor(listen)],
    next: ['npx @tidegate/cli serve --check, and then npx @tidegate/cli serve', 'tidegate.service for systemd'],
  }
}

function addressOf({ listen }: GatewayFlags, byDefault: ListenAddress): ListenAddress {
  if (listen === undefined) return byDefault
  const [address, ...others] = serveOptions.listen.read(listen, failFor('--listen', listen), '')
  if (others.length > 0 || address?.kind === 'systemd')
    throw new CliError(
      `invalid value of --listen: \`${listen}\``,
      'expected one address, which is written into the configuration of the proxy; add others in tidegate.yaml',
    )
  return address!
}

/** The address as a value of YAML, in which brackets and asterisks have a meaning of their own. */
function listenText(address: ListenAddress): string {
  if (address.kind === 'tcp' && address.host === '::') return `"*:${address.port}"`
  const text = addressText(address)
  return /^[\w./:-]+$/.test(text) ? text : JSON.stringify(text)
}

function failFor(flag: string, given: string): (expected: string) => never {
  return (expected) => {
    throw new CliError(`invalid value of ${flag}: \`${given}\``, `expected ${expected}`)
  }
}

/** The groups in which Debian's packages run these proxies; Traefik has no Unix socket. */
const proxyGroups: Readonly<Record<ProxyName, string>> = {
  nginx: 'www-data',
  caddy: 'caddy',
  haproxy: 'haproxy',
  envoy: 'envoy',
  traefik: 'traefik',
}

/** The unit; `group` is the group of the proxy, which may connect to a Unix socket only as a member of the gateway's group. */
function unitFor(listen: ListenAddress, group = 'www-data'): { readonly name: string; readonly text: string } {
  const own =
    listen.kind === 'unix' ? `# The group of the proxy, so that it may connect to the socket.\nGroup=${group}\n` : ''
  return {
    name: 'tidegate.service',
    text: `# Tidegate for systemd: /etc/systemd/system/tidegate.service, with tidegate.yaml and the policy in /etc/tidegate.
[Unit]
Description=Tidegate
After=network.target
Before=nginx.service caddy.service haproxy.service

[Service]
Type=notify
NotifyAccess=all
# Short pauses of the garbage collector, and less memory.
Environment=NODE_OPTIONS=--max-semi-space-size=8
# The command that npm install --global @tidegate/cli installs.
ExecStart=/usr/bin/env tidegate serve /etc/tidegate/tidegate.yaml
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
DynamicUser=yes
${own}RuntimeDirectory=tidegate
LogsDirectory=tidegate
# Counters and temporary rules over a restart; to have none, remove both lines.
StateDirectory=tidegate
Environment=TIDEGATE_STATE=%S/tidegate
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
SystemCallArchitectures=native
LockPersonality=yes
MemoryMax=1G

[Install]
WantedBy=multi-user.target
`,
  }
}
