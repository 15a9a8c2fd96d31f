import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressOf, headersOf, type NginxAnswer, type NginxCase, type NginxProbe, serverText } from './nginx-case.ts'

/** The parts of `@tidegate/test-support` that start a server. */
export interface ServerStarter {
  readonly freePorts: (count: number) => Promise<readonly number[]>
  readonly runServer: (program: {
    readonly path: string
    readonly args: readonly string[]
    readonly port: number
    readonly cwd: string
  }) => Promise<{ readonly stop: () => Promise<void> }>
}

/**
 * Runs one nginx with all cases and returns its answer to each probe; undefined for a request that nginx itself rejects as malformed. Rejects
 * if nginx does not accept the configuration.
 */
export async function askNginx(
  path: string,
  cases: readonly NginxCase[],
  { freePorts, runServer }: ServerStarter,
): Promise<readonly (readonly (NginxAnswer | undefined)[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-nginx-'))
  const [plain = 0, tls = 0] = await freePorts(2)
  try {
    for (const each of ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi', 'html']) mkdirSync(join(folder, each))
    writeFileSync(join(folder, 'html/index.php'), 'index')
    writeFileSync(join(folder, 'nginx.conf'), serverText(cases, [plain, tls], folder))
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
    const server = await runServer({ path, args, port: plain, cwd: folder })
    try {
      const all: (readonly (NginxAnswer | undefined)[])[] = []
      for (let first = 0; first < cases.length; first += atOnce) {
        const some = cases.slice(first, first + atOnce)
        all.push(...(await Promise.all(some.map(async (given, index) => answersOf(given, first + index, plain, tls)))))
      }
      return all
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many cases are asked at the same time. More would exceed the queue of nginx's own application. */
const atOnce = 40

/** Sends the requests of a case one after another. */
async function answersOf(
  { servers, probes }: NginxCase,
  index: number,
  plain: number,
  tls: number,
): Promise<readonly (NginxAnswer | undefined)[]> {
  const port = /\blisten 443\b/.test(servers) ? tls : plain
  const answers: (NginxAnswer | undefined)[] = []
  for (const probe of probes) answers.push(await ask(addressOf(index), port, probe))
  return answers
}

/** Sends one request as raw text, so that its target arrives as it is. */
async function ask(host: string, port: number, probe: NginxProbe): Promise<NginxAnswer | undefined> {
  const lines = [
    `${probe.method ?? 'GET'} ${probe.target} HTTP/1.1`,
    ...headersOf(probe).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
    '',
    '',
  ]
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host, port })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('connect', () => socket.write(lines.join('\r\n')))
    socket.on('data', (chunk) => (received += chunk))
    socket.on('error', (error) =>
      received === '' && !error.message.includes('ECONNRESET') ? reject(error) : resolve(received),
    )
    socket.on('close', () => resolve(received))
  })
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 444)
  if (status === 400) return undefined
  if (status >= 400) return { kind: 'refused', status }
  const path = probe.target.replace(/\?.*$/, '')
  const toFolder = new RegExp(`^Location: http://[^/]*${escaped(path)}/(?:\\?|\r)`, 'm')
  return { kind: 'admitted', isToFolder: status === 301 && toFolder.test(text) }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.+?()[\]{}|*]/g, String.raw`\$&`)
}
