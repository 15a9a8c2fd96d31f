import { resolve } from 'node:path'
import { addressText, type ListenAddress, parseAdminTokens, parseListenAddress, type ServeConfig } from '@tidegate/node'
import { readConfig } from '../config/read-config.ts'
import { CliError } from '../io.ts'
import type { AdminFlags } from './admin-flags.ts'
import { readTokenFile } from './read-admin-tokens.ts'

/** A gateway that can be asked. */
export interface FoundGateway {
  readonly address: ListenAddress & { readonly kind: 'tcp' | 'unix' }
  /** As messages show it. */
  readonly shown: string
  readonly token: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Finds the gateway that a command is about. Throws `CliError` for an address or a token that cannot be used. */
export async function findGateway(flags: AdminFlags, env: Environment, cwd: string): Promise<FoundGateway> {
  const serve = (await readConfig(cwd))?.config.serve
  const address = addressOf(flags, env, serve)
  return { address, shown: addressText(address), token: await tokenOf(flags, env, serve, cwd) }
}

function addressOf(flags: AdminFlags, env: Environment, serve: ServeConfig | undefined): FoundGateway['address'] {
  const [where, text] =
    flags.admin === undefined ? ['TIDEGATE_ADMIN', nonEmpty(env['TIDEGATE_ADMIN'])] : ['--admin', flags.admin]
  const written = text === undefined ? serve?.admin : parseListenAddress(withoutScheme(text))
  if (text !== undefined && written === undefined)
    throw new CliError(
      `invalid value of ${where}: \`${text}\``,
      'expected an address such as 127.0.0.1:7412 or unix:/run/tidegate/admin.sock',
    )
  if (written === 'none')
    throw new CliError(
      'the gateway has no admin listener (`serve.admin: none`)',
      'remove that line, or name another gateway with --admin',
    )
  if (written?.kind === 'systemd')
    throw new CliError(
      'the admin listener is a socket of systemd, whose address is not in tidegate.yaml',
      'name it with --admin',
    )
  if (written?.kind === 'tcp') return { ...written, host: reachable(written.host) }
  return written ?? { kind: 'tcp', host: '127.0.0.1', port: 7412 }
}

function withoutScheme(text: string): string {
  return text.replace(/^http:\/\//i, '').replace(/\/$/, '')
}

/** WHY: a listener on all addresses is reached at the one of this machine. */
function reachable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
}

async function tokenOf(
  flags: AdminFlags,
  env: Environment,
  serve: ServeConfig | undefined,
  cwd: string,
): Promise<string | undefined> {
  if (flags.tokenFile !== undefined) return firstToken(await readTokenFile(resolve(cwd, flags.tokenFile)))
  const text = nonEmpty(env['TIDEGATE_ADMIN_TOKEN'])
  if (text !== undefined) {
    const tokens = parseAdminTokens(text)
    if (tokens === undefined)
      throw new CliError('TIDEGATE_ADMIN_TOKEN is not a token', 'expected at least 16 characters without spaces')
    return firstToken(tokens)
  }
  const file = nonEmpty(env['TIDEGATE_ADMIN_TOKEN_FILE'])
  if (file !== undefined) return firstToken(await readTokenFile(resolve(cwd, file)))
  if (serve?.adminToken !== undefined) return firstToken(serve.adminToken)
  return serve?.adminTokenFile === undefined ? undefined : firstToken(await readTokenFile(serve.adminTokenFile))
}

/** WHY the first that may change something: a file of the gateway has the tokens of all. */
function firstToken(tokens: Awaited<ReturnType<typeof readTokenFile>>): string | undefined {
  return (tokens.find(({ readOnly }) => !readOnly) ?? tokens[0])?.token
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
