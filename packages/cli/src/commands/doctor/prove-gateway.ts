import { randomBytes } from 'node:crypto'
import { type ProbeAction, probeField, type ProbeRecord, probeText } from '@tidegate/gateway'
import { CliError, type Io } from '../../io.ts'
import type { Finding } from './examine-headers.ts'
import { type SentReply, sendProbe } from './send-probe.ts'

/** Something that was proved, or not. */
export interface Proof {
  readonly what: string
  readonly proved: boolean
  /** What was seen. */
  readonly seen: string
}

/** What marked requests proved about a gateway and the proxy that asks it. */
export interface GatewayProofs {
  readonly url: string
  readonly admin: string
  readonly proofs: readonly Proof[]
  readonly findings: readonly Finding[]
}

/** What is proved. */
export interface GatewayQuestion {
  readonly url: string
  /** Address of the gateway's admin listener. */
  readonly admin: string
  readonly paths: readonly string[]
  readonly whenAway: 'refuse' | 'admit'
}

/** An address for documentation (RFC 5737), which no client has. */
const forgedAddress = '198.51.100.77'
const forgedFields = [
  'X-Forwarded-For',
  'X-Real-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Client-IP',
  'Forwarded',
] as const

/**
 * Sends marked requests through the proxy, and compares what the gateway was asked with what was sent: is it asked for every path, are ids and addresses that a
 * client makes up trusted, do refusals arrive as they are, and what happens while the gateway is away. Nothing is counted. Throws `CliError`
 * if the admin listener or the site does not answer.
 */
export async function proveGateway(question: GatewayQuestion, io: Io): Promise<GatewayProofs> {
  const { url, admin, whenAway } = question
  const mark = await createMark(admin, io)
  const proofs: Proof[] = []
  const findings: Finding[] = []
  let sent = 0
  let recorded = 0

  /** Sends a marked request, and returns the reply with the checks that it caused. */
  async function ask(
    target: string,
    action: ProbeAction,
    options: { readonly method?: string; readonly headers?: readonly string[] } = {},
  ): Promise<{ readonly reply: SentReply; readonly records: readonly ProbeRecord[]; readonly target: string }> {
    const marked = `${target}${target.includes('?') ? '&' : '?'}tidegate=${++sent}`
    const headers = [probeField, `${mark}.${action}`, 'User-Agent', 'tidegate-doctor', ...(options.headers ?? [])]
    const reply = await sendProbe(url, options.method ?? 'GET', marked, headers, io)
    const all = await recordsOf(admin, mark, io)
    const records = all.slice(recorded)
    recorded = all.length
    return { reply, records, target: marked }
  }

  function prove(what: string, proved: boolean, seen: string, help: string): void {
    proofs.push({ what, proved, seen })
    if (!proved) findings.push({ message: `${what}: ${seen}`, help })
  }

  const somewhere = `/tidegate-probe-${randomBytes(6).toString('hex')}`
  for (const path of new Set(['/', somewhere, '/robots.txt', '/favicon.ico', ...question.paths])) {
    const { reply, records } = await ask(path, 403)
    prove(
      `${path === somewhere ? 'a path that does not exist' : path} is checked`,
      records.length > 0 && reply.status === 403 && reply.body.includes(probeText),
      records.length === 0
        ? `the gateway was not asked, and the reply was ${reply.status}`
        : `refused with ${reply.status}`,
      records.length === 0
        ? 'look for `return`, `satisfy any`, or a location without the check'
        : 'the refusal did not arrive as it was sent: look for `error_page` and `satisfy any`',
    )
  }
  for (const [action, method] of [
    [410, 'GET'],
    [429, 'GET'],
    [429, 'HEAD'],
    [429, 'POST'],
  ] as const) {
    const { reply, records } = await ask(somewhere, action, { method })
    const [record] = records
    const isText = method === 'HEAD' || reply.body.includes(probeText)
    const isRetry = action !== 429 || reply.headers['retry-after'] === '7'
    prove(
      `${action} arrives as ${action}${action === 429 ? ', with Retry-After' : ''} for ${method}`,
      reply.status === action && isText && isRetry && record?.method === method,
      `${reply.status}${isRetry ? '' : ' without Retry-After'}${record === undefined || record.method === method ? '' : `, asked as ${record.method}`}`,
      'nginx needs the second request of its recipe; other proxies have to pass the whole answer on',
    )
  }
  const odd = `${somewhere}/a%2Fb//c;d?x=%20&y=/z`
  const oddly = await ask(odd, 'pass', {
    headers: ['X-Forwarded-Uri', '/', 'X-Original-URL', '/', 'X-Original-URI', '/', 'X-Forwarded-Method', 'PUT'],
  })
  const [odder] = oddly.records
  prove(
    'the gateway sees target and method as the client sent them',
    (odder?.target === oddly.target && odder.method === 'GET') || (odder === undefined && oddly.reply.status >= 400),
    odder === undefined
      ? `refused with ${oddly.reply.status}, because the client sent fields of the proxy`
      : `${odder.method} ${odder.target}`,
    'the proxy has to set method and target itself, with the raw target of the request',
  )
  const ids = [
    await ask(somewhere, 'pass', { headers: ['X-Tidegate-Request', 'forged', 'X-Request-Id', 'forged'] }),
    await ask(somewhere, 'pass', { headers: ['X-Tidegate-Request', 'forged', 'X-Request-Id', 'forged'] }),
  ]
  const seenIds = ids.map(({ records }) => records[0]?.id)
  prove(
    'an id that a client makes up is not trusted',
    !seenIds.includes('forged') && (seenIds[0] === undefined || seenIds[0] !== seenIds[1]),
    seenIds[0] === undefined ? 'the proxy sends no ids' : `ids ${seenIds.join(' and ')}`,
    'set X-Tidegate-Request in the proxy, so that it replaces what clients send, or turn `serve.requestIds` off',
  )
  const most = Math.max(...ids.map(({ records }) => records.length))
  if (most > 1) {
    const areSame = ids.every(({ records }) => new Set(records.map(({ id }) => id)).size === 1)
    prove(
      'repeated checks of one request have one id',
      areSame && seenIds[0] !== undefined,
      `${most} checks for one request`,
      'let the proxy send an id, and set `serve.requestIds: true`; otherwise each check counts',
    )
  }
  const forged = await ask(somewhere, 'pass', {
    headers: forgedFields.flatMap((name) => [name, name === 'Forwarded' ? `for=${forgedAddress}` : forgedAddress]),
  })
  const [from] = forged.records
  prove(
    'an address that a client makes up is not trusted',
    from !== undefined && from.peer !== forgedAddress && from.ip !== forgedAddress,
    from === undefined
      ? `the gateway was not asked, and the reply was ${forged.reply.status}`
      : `client ${from.ip ?? 'unknown'}, peer ${from.peer ?? 'none'}`,
    'set the address in the proxy, and let `client ip` trust the addresses of your own proxies only; from one of them, this proof is not possible',
  )
  const away = await ask(somewhere, 'away')
  const refuses = away.reply.status >= 500
  prove(
    whenAway === 'refuse'
      ? 'requests are refused while the gateway is away'
      : 'requests are admitted while the gateway is away',
    refuses === (whenAway === 'refuse'),
    `the reply was ${away.reply.status}`,
    whenAway === 'refuse'
      ? 'write the recipe with --when-away refuse, or say --when-away admit if this is what you want'
      : 'write the recipe with --when-away admit',
  )
  return { url, admin, proofs, findings }
}

async function createMark(admin: string, io: Io): Promise<string> {
  const { mark } = (await askAdmin(admin, '/probes', 'POST', io)) as { readonly mark: string }
  return mark
}

async function recordsOf(admin: string, mark: string, io: Io): Promise<readonly ProbeRecord[]> {
  const { records } = (await askAdmin(admin, `/probes/${mark}`, 'GET', io)) as {
    readonly records: readonly ProbeRecord[]
  }
  return records
}

async function askAdmin(admin: string, path: string, method: string, io: Io): Promise<unknown> {
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(5_000)])
  const response = await fetch(`http://${admin}${path}`, { method, signal }).catch(() => undefined)
  if (response === undefined || !response.ok)
    throw new CliError(
      `the gateway's admin listener at ${admin} does not answer${response === undefined ? '' : ` as expected (${response.status})`}`,
      'run this where tidegate serve runs, and name its `admin` address with --gateway',
    )
  return response.json()
}
