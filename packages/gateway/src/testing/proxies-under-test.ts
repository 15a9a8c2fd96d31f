import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runServer, type RunningServer } from '@tidegate/test-support'
import { recipeFor } from '../recipes/recipe-for.ts'
import type { RecipeSettings } from '../recipes/recipe.ts'

/** Where a proxy listens, which site it is for, and how it asks. */
export interface ProxyPlace {
  readonly folder: string
  readonly port: number
  readonly sitePort: number
  readonly settings: RecipeSettings
}

/** A real proxy with the recipe for it. */
export interface ProxyUnderTest {
  readonly name: 'nginx' | 'caddy' | 'haproxy'
  readonly start: (program: string, place: ProxyPlace) => Promise<RunningServer>
}

/** The texts of a recipe's files, in their order. */
function textsOf(name: ProxyUnderTest['name'], { settings }: ProxyPlace): readonly string[] {
  return recipeFor(name, settings).files.map(({ text }) => text)
}

const nginx: ProxyUnderTest = {
  name: 'nginx',
  start: (program, place) => {
    const { folder, port, sitePort } = place
    const [http, server] = textsOf('nginx', place)
    mkdirSync(join(folder, 'htdocs/folder'), { recursive: true })
    writeFileSync(join(folder, 'htdocs/folder/index.html'), 'the index\n')
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `  ${kind}_temp_path ${folder}/${kind};\n`)
      .join('')
    const text = `daemon off;
user root;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
worker_processes 1;
events {}
http {
  access_log off;
  proxy_cache_path ${folder}/cache keys_zone=pages:1m;
${temporary}${http}
  server {
    listen 127.0.0.1:${port};
    # What a site may have for its own pages, and what checks and refusals must not inherit.
    proxy_cache pages;
    proxy_cache_valid any 1m;
    proxy_intercept_errors on;
${server!.replace('/var/log/nginx/', `${folder}/`)}
    location / {
      proxy_cache off;
      proxy_intercept_errors off;
      proxy_pass http://127.0.0.1:${sitePort};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
    }
    location /folder/ { root ${folder}/htdocs; index index.html; }
  }
}
`
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, text)
    return runServer({ path: program, args: ['-c', file, '-e', join(folder, 'error.log')], port })
  },
}

const caddy: ProxyUnderTest = {
  name: 'caddy',
  start: (program, place) => {
    const { folder, port, sitePort } = place
    const [snippet] = textsOf('caddy', place)
    const text = `{
  admin off
  auto_https off
}
${snippet}
http://:${port} {
  bind 127.0.0.1
  route {
    import tidegate
    reverse_proxy 127.0.0.1:${sitePort}
  }
  import tidegate_away
${place.settings.settle === undefined ? '' : '  import tidegate_statuses\n'}}
`
    const file = join(folder, 'Caddyfile')
    writeFileSync(file, text)
    const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    return runServer({ path: program, args: ['run', '--config', file, '--adapter', 'caddyfile'], port, env })
  },
}

const haproxy: ProxyUnderTest = {
  name: 'haproxy',
  start: (program, place) => {
    const { folder, port, sitePort } = place
    const [lua, frontend] = textsOf('haproxy', place)
    writeFileSync(join(folder, 'tidegate.lua'), lua!)
    const text = `global
  lua-load ${folder}/tidegate.lua
defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s
frontend site
  bind 127.0.0.1:${port}
${frontend}
  default_backend plain
backend plain
  server plain 127.0.0.1:${sitePort}
`
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(file, text)
    return runServer({ path: program, args: ['-f', file], port })
  },
}

/** The proxies whose real programs the tests run. */
export const proxiesUnderTest: readonly ProxyUnderTest[] = [nginx, caddy, haproxy]
