import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { publicPackages } from '../public-packages.ts'
import { freePort, serve } from './serve.ts'

/** A registry on loopback that ends with the script. */
export interface ThrowAwayRegistry {
  readonly url: string
  /** The environment for npm and pnpm to use this registry, with their caches and their configuration in the same folder. */
  readonly env: NodeJS.ProcessEnv
  /** The packages of this repository that were asked of the upstream registry. Always empty, unless the rules for it are wrong. */
  readonly asked: () => readonly string[]
  readonly stop: () => Promise<void>
}

/**
 * Starts verdaccio on a free port of loopback with its storage in a folder. The packages of this repository come from it alone, and can be
 * published without an account; all others come from the registry that npm is configured with. Rejects if it does not answer within half a minute.
 */
export async function startThrowAwayRegistry(folder: string): Promise<ThrowAwayRegistry> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const upstream = npmSetting('registry')
  const cafile = npmSetting('cafile')
  const log = join(folder, 'verdaccio.log')
  const own = publicPackages().map(({ manifest }) => manifest.name)
  const open = { access: '$all', publish: '$all', unpublish: '$all' }
  const config = {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: { upstream: { url: upstream, maxage: '1h', timeout: '60s' } },
    packages: {
      ...Object.fromEntries(own.map((name) => [name, open])),
      '@tidegate/*': open,
      '**': { access: '$all', proxy: 'upstream' },
    },
    web: { enable: false },
    middlewares: {},
    max_body_size: '100mb',
    log: { type: 'file', path: log, level: 'info', format: 'json' },
  }
  // JSON is YAML, too.
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config))
  writeFileSync(join(folder, 'npmrc'), `registry=${url}\n//127.0.0.1:${port}/:_authToken=throw-away\n`)

  const program = join(dirname(createRequire(import.meta.url).resolve('verdaccio/package.json')), 'bin/verdaccio')
  const command = [process.execPath, program, '--config', join(folder, 'config.yaml'), '--listen', url] as const
  const { stop } = await serve(command, {
    cwd: folder,
    env: { ...process.env, ...(cafile !== '' && { NODE_EXTRA_CA_CERTS: cafile }) },
    url: `${url}-/ping`,
  })
  return { url, env: environment(folder, url), asked: () => askedOf(log, own), stop }
}

/** WHY: what npm and pnpm pass on to their scripts (`npm_config_…`) would be stronger than the configuration file. */
function environment(folder: string, url: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^pnpm_/i.test(name))
  return {
    ...Object.fromEntries(inherited),
    npm_config_registry: url,
    npm_config_userconfig: join(folder, 'npmrc'),
    npm_config_cache: join(folder, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}

function npmSetting(name: string): string {
  const { stdout, status } = spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' })
  const value = stdout.trim()
  if (status !== 0) throw new Error(`npm does not say what its setting \`${name}\` is`)
  return value === 'null' || value === 'undefined' ? '' : value
}

/** WHY: read from its log, because a rule that is wrong would otherwise send our names to a public registry silently. */
function askedOf(log: string, own: readonly string[]): readonly string[] {
  const uris = [...readFileSync(log, 'utf8').matchAll(/"uri":"([^"]+)"/g)].map(([, uri = '']) =>
    decodeURIComponent(uri),
  )
  return uris.filter((uri) => own.some((name) => uri.endsWith(`/${name}`) || uri.includes(`/${name}/-/`)))
}
