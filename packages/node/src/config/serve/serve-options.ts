import { isAbsolute, resolve } from 'node:path'
import { parseTrustProxy } from '@tidegate/engine/http'
import { readHost } from '@tidegate/values'
import type { Fail } from '../decision-options.ts'
import { adminTokenExample, parseAdminTokens } from './admin-token.ts'
import { parseListenAddress } from './listen-address.ts'
import { checkAuditLogOptions, checkDecisionLogOptions } from '../../decision-log/check-log-options.ts'
import {
  type CertificateFiles,
  type DatagramAddress,
  type ProxyName,
  proxyNames,
  type ServeConfig,
  type SiteConfig,
} from './serve-config.ts'
import { readMilliseconds } from './read-milliseconds.ts'
import { parseUpstream, type Upstream } from './upstream.ts'

/** How one option of `tidegate serve` is read, wherever it is written. */
export interface ServeOption<Value> {
  /** Reads a value: from YAML, or a text from a flag or the environment. Calls `fail` for an invalid one. File names are relative to `folder`. */
  readonly read: (value: unknown, fail: Fail, folder: string) => Value
  /** Whether messages must not contain the value. */
  readonly isSecret?: true
}

/**
 * Every option of `tidegate serve`. The keys below `serve` in `tidegate.yaml`, its JSON Schema, the flags (`--log-level` for `logLevel`) and the environment
 * variables (`TIDEGATE_LOG_LEVEL`) follow this table. `sites` and `tls` can only be written in the file.
 */
export const serveOptions: { readonly [Name in keyof ServeConfig]-?: ServeOption<NonNullable<ServeConfig[Name]>> } = {
  listen: {
    read: (value, fail) =>
      textsOf(value, fail, addressExample).map((text) => parseListenAddress(text) ?? fail(addressExample)),
  },
  admin: {
    read: (value, fail) =>
      value === 'none'
        ? 'none'
        : (parseListenAddress(textOf(value, fail, addressExample)) ?? fail(`${addressExample}, or none`)),
  },
  adminToken: {
    isSecret: true,
    read: (value, fail) =>
      parseAdminTokens(textsOf(value, fail, adminTokenExample).join('\n')) ?? fail(adminTokenExample),
  },
  adminTokenFile: { read: (value, fail, folder) => resolve(folder, textOf(value, fail, 'the name of a file')) },
  to: {
    read: readUpstream,
  },
  behind: {
    read: (value, fail) => textsOf(value, fail, proxyExample).map((text) => readProxy(text, fail)),
  },
  proxies: {
    read: readPeers,
  },
  requestIds: {
    read: readSwitch,
  },
  settle: {
    read: readDatagramAddress,
  },
  workers: { read: readWorkers },
  store: { isSecret: true, read: readStore },
  state: { read: (value, fail, folder) => resolve(folder, textOf(value, fail, 'the name of a folder')) },
  onStoreError: { read: (value, fail) => oneOf(value, ['local', 'allow', 'deny'], fail) },
  storeTimeoutMs: {
    read: (value, fail) => {
      const ms = readTime(value, fail)
      return ms > 0 ? ms : fail('a time above 0, such as 250ms')
    },
  },
  localShare: { read: readShare },
  nearCacheMs: {
    read: (value, fail) => {
      const ms = readTime(value, fail)
      return ms <= 60_000 ? ms : fail('a time of at most 60s; 0s always asks the store')
    },
  },
  sites: { read: readSites },
  tls: { read: readCertificateFiles },
  notReadyMs: {
    read: readTime,
  },
  drainMs: { read: readTime },
  replyWithinMs: { read: readTime },
  page: { read: readSwitch },
  watch: { read: readSwitch },
  logLevel: {
    read: (value, fail) => oneOf(value, ['debug', 'info', 'warn', 'error'], fail),
  },
  logFormat: {
    read: (value, fail) => oneOf(value, ['text', 'json'], fail),
  },
  decisionLog: { read: (value, fail, folder) => readLog(checkDecisionLogOptions, value, fail, folder) },
  auditLog: { read: (value, fail, folder) => readLog(checkAuditLogOptions, value, fail, folder) },
}

/** Names of these options. */
export const serveOptionNames = Object.keys(serveOptions) as readonly (keyof ServeConfig)[]

/** The name of an option in `tidegate.yaml`: times are written with their unit, so `drainMs` is `drain`. */
export function serveKey(name: keyof ServeConfig): string {
  return name.replace(/Ms$/, '')
}

const addressExample = 'an address such as 127.0.0.1:7411, unix:/run/tidegate/tidegate.sock, or systemd'
const proxyExample = `one or several of ${proxyNames.join(', ')}`
const siteExample = 'a list of sites, each as `{ host: shop.example, policy: shop.policy }`'

function textOf(value: unknown, fail: Fail, expected: string): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : fail(expected)
}

function textsOf(value: unknown, fail: Fail, expected: string): readonly string[] {
  const parts: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [value]
  if (parts.length === 0) return fail(expected)
  return parts.map((part) => textOf(typeof part === 'string' ? part.trim() : part, fail, expected))
}

function oneOf<Value extends string>(value: unknown, values: readonly Value[], fail: Fail): Value {
  return values.includes(value as Value) ? (value as Value) : fail(`one of ${values.join(', ')}`)
}

function readProxy(text: string, fail: Fail): ProxyName {
  return oneOf(text, proxyNames, fail)
}

function readSwitch(value: unknown, fail: Fail): boolean {
  if (value === true || value === 'true' || value === '1') return true
  return value === false || value === 'false' || value === '0' ? false : fail('true or false')
}

function readTime(value: unknown, fail: Fail): number {
  return readMilliseconds(value) ?? fail('a time such as 10s or 500ms, at most an hour')
}

function readUpstream(value: unknown, fail: Fail): Upstream {
  const expected = 'the address of the site without a path, such as http://127.0.0.1:8069 or unix:/run/site.sock'
  return parseUpstream(textOf(value, fail, expected)) ?? fail(expected)
}

/** A URL of a server of counters. A password may be part of it. */
function readStore(value: unknown, fail: Fail): string {
  const expected = 'the URL of a Redis or Valkey server, such as redis://127.0.0.1:6379'
  const text = textOf(value, fail, expected)
  return /^rediss?:\/\//u.test(text) && URL.canParse(text) ? text : fail(expected)
}

/** A number of processes. WHY not more: more than there are processors only cost memory. */
function readWorkers(value: unknown, fail: Fail): number {
  const workers = typeof value === 'string' && /^\d+$/u.test(value) ? Number(value) : value
  return Number.isInteger(workers) && (workers as number) >= 1 && (workers as number) <= 256
    ? (workers as number)
    : fail('a whole number of processes from 1 to 256')
}

/** A number, or a fraction such as `1/4`. */
function readShare(value: unknown, fail: Fail): number {
  const expected = 'a part above 0 and at most 1, such as 0.25 or 1/4'
  const [, over, under = '1'] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/u.exec(String(value)) ?? []
  const share = Number(over) / Number(under)
  return share > 0 && share <= 1 ? share : fail(expected)
}

function readPeers(value: unknown, fail: Fail): readonly string[] {
  const peers = textsOf(value, fail, 'addresses of proxies')
  try {
    parseTrustProxy(peers)
  } catch (error) {
    if (error instanceof TypeError) return fail(error.message.replace('`trustProxy`: ', ''))
    throw error
  }
  return peers
}

function readDatagramAddress(value: unknown, fail: Fail): DatagramAddress {
  const expected = 'an address such as udp:127.0.0.1:7413'
  const text = textOf(value, fail, expected)
  const address = text.startsWith('udp:') ? parseListenAddress(text.slice(4)) : undefined
  return address?.kind === 'tcp' ? { host: address.host, port: address.port } : fail(expected)
}

function readSites(value: unknown, fail: Fail, folder: string): readonly SiteConfig[] {
  if (!Array.isArray(value) || value.length === 0) return fail(siteExample)
  const sites = value.map((site: unknown) => readSite(site, fail, folder))
  const hosts = sites.flatMap((site) => site.hosts ?? ['(all others)'])
  const twice = hosts.find((host, i) => hosts.indexOf(host) !== i)
  return twice === undefined ? sites : fail(`each host once; ${twice} has two policies`)
}

function readSite(value: unknown, fail: Fail, folder: string): SiteConfig {
  if (typeof value !== 'object' || value === null) return fail(siteExample)
  const { host, policy, ...others } = value as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return fail(`only \`host\` and \`policy\` of a site, not \`${unknown}\``)
  if (typeof policy !== 'string' || policy === '') return fail(siteExample)
  const path = isAbsolute(policy) ? policy : resolve(folder, policy)
  if (host === undefined) return { policy: path }
  return { policy: path, hosts: textsOf(host, fail, siteExample).map((name) => readHostName(name, fail)) }
}

function readHostName(text: string, fail: Fail): string {
  const isBelow = text.startsWith('*.')
  const reading = readHost(isBelow ? text.slice(2) : text)
  if (reading.kind !== 'host' || text.includes(':'))
    return fail(`a host name such as shop.example or *.shop.example, not ${text}`)
  return isBelow ? `*.${reading.host}` : reading.host
}

/** Reads the options of a log: a file, or an object with `file`. The functions among the options cannot be written in a file. */
function readLog<Options extends { readonly file: string; readonly keyFile?: string }>(
  check: (where: string, given: unknown) => asserts given is Options,
  value: unknown,
  fail: Fail,
  folder: string,
): Options {
  const given: unknown = typeof value === 'string' ? { file: value } : value
  try {
    check('', given)
  } catch (error) {
    if (error instanceof TypeError) return fail(error.message.replace(/^:? ?/, ''))
    throw error
  }
  const { file, keyFile } = given
  return {
    ...given,
    file: file === '-' ? file : resolve(folder, file),
    ...(keyFile !== undefined && { keyFile: resolve(folder, keyFile) }),
  }
}

function readCertificateFiles(value: unknown, fail: Fail, folder: string): CertificateFiles {
  const expected = 'two files: `{ certificate: site.pem, key: site.key }`'
  if (typeof value !== 'object' || value === null) return fail(expected)
  const { certificate, key, ...others } = value as Readonly<Record<string, unknown>>
  if (typeof certificate !== 'string' || typeof key !== 'string' || Object.keys(others).length > 0)
    return fail(expected)
  return { certificate: resolve(folder, certificate), key: resolve(folder, key) }
}
