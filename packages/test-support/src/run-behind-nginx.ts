import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleCli } from './bundle-cli.ts'
import { runNginx } from './run-nginx.ts'
import { freePorts } from './free-ports.ts'
import { type RunningServer, runServer } from './run-server.ts'

/** An example with `tidegate.yaml`, `nginx.conf` and the two files of the recipe for nginx. */
export interface ExampleBehindNginx {
  /** The program nginx. */
  readonly nginx: string
  /** The folder of the example. */
  readonly example: string
  /** A folder for the files of nginx. */
  readonly scratch: string
  /** The actual ports of the servers behind nginx, by the port that the example names. */
  readonly sitePorts: Readonly<Record<number, number>>
}

/** nginx and the gateway of an example. */
export interface RunningBehindNginx {
  /** Where nginx listens instead of port 443, without TLS. */
  readonly port: number
  readonly gateway: RunningServer
  stop(): Promise<void>
}

/**
 * Starts the gateway from the bundle of the command line with the example's `tidegate.yaml`, and nginx with its `nginx.conf`. What differs from a
 * real installation: every port, and that there is no TLS, because certificates belong to a host.
 */
export async function runBehindNginx(example: ExampleBehindNginx): Promise<RunningBehindNginx> {
  const { nginx: path, example: folder, scratch, sitePorts } = example
  const [port, plain, checks, statuses] = (await freePorts(4)) as [number, number, number, number]
  const replaced: Readonly<Record<number, number>> = { ...sitePorts, 7411: checks, 7413: statuses }
  const withPorts = (name: string): string =>
    readFileSync(join(folder, name), 'utf8').replaceAll(
      /127\.0\.0\.1:(\d+)/g,
      (_all, named: string) => `127.0.0.1:${replaced[Number(named)] ?? named}`,
    )
  const recipe = join(scratch, 'tidegate-server.conf')
  writeFileSync(recipe, withPorts('tidegate-server.conf'))
  const site = withPorts('nginx.conf')
    .replaceAll(/^ *(?:ssl_\w+|listen \[::\]).*\n/gm, '')
    .replaceAll(/listen 443 ssl[\w ]*?( default_server)?;/g, `listen 127.0.0.1:${port}$1;`)
    .replaceAll(/listen 80\b/g, `listen 127.0.0.1:${plain}`)
    .replaceAll('snippets/tidegate-server.conf', recipe)
  const listen = ['--listen', `127.0.0.1:${checks}`, '--admin', 'none', '--settle', `udp:127.0.0.1:${statuses}`]
  const args = [bundleCli().main, 'serve', join(folder, 'tidegate.yaml'), ...listen]
  const gateway = await runServer({ path: process.execPath, args, port: checks, cwd: folder })
  try {
    const proxy = await runNginx({ path, folder: scratch, http: `${withPorts('tidegate-http.conf')}\n${site}`, port })
    return {
      port,
      gateway,
      async stop() {
        await proxy.stop()
        await gateway.stop()
      },
    }
  } catch (error) {
    await gateway.stop()
    throw error
  }
}
