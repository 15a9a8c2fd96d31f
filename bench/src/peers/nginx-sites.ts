import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { recipeFor } from '@tidegate/gateway'
import { findProgram, freePorts, runNginx } from '@tidegate/test-support'

/** What nginx does about each request before it passes it on to the site. */
export type NginxGuard = 'nothing' | 'limit_req' | 'empty' | 'tidegate'

/** A running nginx with one port for each guard, all in front of the same site, which is a second nginx that answers `hello`. */
export interface NginxSites {
  readonly ports: Readonly<Record<NginxGuard, number>>
  stop(): Promise<void>
}

/** Starts both, with all their files in `folder`. Undefined if nginx is not installed. `gates` are the ports of the gates that are asked. */
export async function startNginxSites(
  folder: string,
  gates: Readonly<Record<'empty' | 'tidegate', number>>,
): Promise<NginxSites | undefined> {
  const path = findProgram('nginx')
  if (path === undefined) return undefined
  const [site, nothing, limited, empty, tidegate] = (await freePorts(5)) as [number, number, number, number, number]
  const folderOf = (name: string): string => {
    const own = join(folder, name)
    mkdirSync(own)
    return own
  }
  const siteServer = await runNginx({
    path,
    folder: folderOf('site'),
    port: site,
    http: `  server { listen 127.0.0.1:${site}; keepalive_requests 1000000000; location / { return 200 "hello"; } }`,
  })
  const asked = recipeTexts(gates.tidegate)
  const askedEmpty = recipeTexts(gates.empty).map((text) => text.replaceAll('tidegate', 'empty'))
  const http = `
upstream site { server 127.0.0.1:${site}; keepalive 64; }
keepalive_requests 1000000000;
limit_req_zone $http_x_forwarded_for zone=visitors:10m rate=6000r/m;
${asked[0]}
${askedEmpty[0]!}
${server(nothing, '')}
${server(limited, 'limit_req zone=visitors burst=200 nodelay;')}
${server(empty, askedEmpty[1]!.replaceAll('/authz/', '/'))}
${server(tidegate, asked[1]!)}`
  const proxy = await runNginx({ path, folder: folderOf('proxy'), port: tidegate, http })
  return {
    ports: { nothing, limit_req: limited, empty, tidegate },
    async stop() {
      await proxy.stop()
      await siteServer.stop()
    },
  }
}

function recipeTexts(port: number): readonly string[] {
  const gateway = { kind: 'tcp', host: '127.0.0.1', port } as const
  return recipeFor('nginx', { gateway, whenAway: 'refuse' }).files.map(({ text }) => text)
}

function server(port: number, guard: string): string {
  return `server {
  listen 127.0.0.1:${port};
${guard}
  location / {
    proxy_pass http://site;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
  }
}`
}
