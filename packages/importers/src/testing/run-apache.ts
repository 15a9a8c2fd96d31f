import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type RawRequest, statusesOf } from './raw-requests.ts'

/** A site of the test server: a virtual host with a document root of its own. */
export interface ApacheSite {
  /** Directives inside the virtual host. `${ROOT}` is the document root. */
  readonly directives: string
  /** Files below the document root, by path; a path that ends with a slash is an empty folder. `index.html` does not exist unless given. */
  readonly files?: Readonly<Record<string, string>>
  /** Folders that are links to the document root, so that they contain each other to any depth. */
  readonly endlessFolders?: readonly string[]
  readonly serverName?: string
}

/** The parts of `@tidegate/test-support` that start a server. */
export interface ServerStarter {
  readonly freePorts: (count: number) => Promise<readonly number[]>
  readonly runServer: (program: {
    readonly path: string
    readonly args: readonly string[]
    readonly port: number
  }) => Promise<{ readonly output: () => string; readonly stop: () => Promise<void> }>
}

/** A running httpd with some sites. */
export interface RunningApache {
  /** The folder of each site, in order. */
  readonly roots: readonly string[]
  /** Sends requests to a site and returns the status of each reply; `Host` is the name of the site unless a request has one. */
  readonly ask: (site: number, requests: readonly RawRequest[]) => Promise<readonly number[]>
  readonly errors: () => string
  readonly stop: () => Promise<void>
}

/** The header field whose address the test server takes for that of the client. */
export const clientField = 'X-Test-Client'

const modules = [
  ['mpm_event', 'authz_core', 'authz_host', 'authz_user', 'authn_core', 'authn_file', 'auth_basic', 'access_compat'],
  ['allowmethods', 'setenvif', 'env', 'headers', 'rewrite', 'alias', 'dir', 'remoteip', 'mime', 'cgid'],
  ['proxy', 'proxy_http', 'actions', 'expires', 'deflate', 'filter', 'negotiation'],
].flat()

const moduleFolder = '/usr/lib/apache2/modules'

/** Starts httpd at `path` with one virtual host per site. The test must call `stop`. */
export async function runApache(
  path: string,
  sites: readonly ApacheSite[],
  { freePorts, runServer }: ServerStarter,
  around: { readonly main?: string; readonly omit?: readonly string[] } = {},
): Promise<RunningApache> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-apache-'))
  chmodSync(folder, 0o755)
  const [port = 0] = await freePorts(1)
  const roots = sites.map((site, index) => createRoot(join(folder, `site${index}`), site))
  const loaded = modules.filter((name) => around.omit?.includes(name) !== true)
  const configuration = [
    `ServerRoot ${folder}`,
    ...loaded.map((name) => `LoadModule ${name}_module ${moduleFolder}/mod_${name}.so`),
    ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
    `Listen 127.0.0.1:${port}`,
    'ServerName localhost',
    `PidFile ${folder}/pid`,
    `ErrorLog ${folder}/error.log`,
    `ScriptSock ${folder}/cgisock`,
    'TypesConfig /dev/null',
    'Mutex pthread',
    'LogLevel warn',
    'KeepAlive On',
    'MaxKeepAliveRequests 0',
    'KeepAliveTimeout 20',
    'StartServers 1',
    'ThreadsPerChild 8',
    'MaxRequestWorkers 16',
    'ServerLimit 2',
    'MinSpareThreads 1',
    'MaxSpareThreads 16',
    'DirectoryIndex disabled',
    `RemoteIPHeader ${clientField}`,
    'RemoteIPInternalProxy 127.0.0.0/8',
    `<Directory "${folder}">`,
    'Options FollowSymLinks',
    'AllowOverride All',
    'Require all granted',
    '</Directory>',
    around.main ?? '',
    ...sites.flatMap((site, index) => [
      `<VirtualHost *:${port}>`,
      `ServerName ${site.serverName ?? `site${index}.example`}`,
      `DocumentRoot "${roots[index]}"`,
      site.directives.replaceAll('${ROOT}', roots[index]!),
      '</VirtualHost>',
    ]),
  ].join('\n')
  const file = join(folder, 'httpd.conf')
  writeFileSync(file, configuration)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const server = await runServer({ path, args: ['-DFOREGROUND', '-f', file], port })
    return {
      roots,
      ask: (site, requests) => statusesOf(port, sites[site]?.serverName ?? `site${site}.example`, requests),
      errors: () => server.output() + readFileSync(join(folder, 'error.log'), 'utf8'),
      stop: async () => {
        await server.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function createRoot(root: string, { files = {}, endlessFolders = [] }: ApacheSite): string {
  mkdirSync(root)
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    if (name.endsWith('/')) mkdirSync(path, { recursive: true })
    else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text.replaceAll('${ROOT}', root))
    }
  }
  for (const name of endlessFolders) symlinkSync('.', join(root, name))
  return root
}
