import { resolve } from 'node:path'
import { clientSource, parseTrustProxy, type TrustProxy } from '@tidegate/engine/http'
import type { Model } from '@tidegate/model'
import { explainIp, type IpAddress, parseIp } from '@tidegate/values'
import { policyFile } from '../../config/policy-files.ts'
import type { LogFlags } from '../../config/log-flags.ts'
import { logReading } from '../../config/log-reading.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import { readProject } from '../../config/read-config.ts'
import { askServer, type ServerAnswer } from './ask-server.ts'
import { type Examination, examineHeaders, type Finding } from './examine-headers.ts'
import { examineLog, type LogExamination } from './examine-log.ts'
import { listenOnce } from './listen-once.ts'
import { CliError, type ExitCode, exitCodes, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { unseenHelp, unseenLimits, unseenText } from '../../policies/unseen-limits.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { type GatewayProofs, proveGateway } from './prove-gateway.ts'
import { renderAnswer, renderExamination, renderFindings, renderLogExamination, renderProofs } from './render-doctor.ts'
import { typedValue } from '@tidegate/request-specs'
import { colors } from '../../terminal/colors.ts'
import { jsonText } from '../../output/json-text.ts'
import { escapeTexts } from '../../output/escape-texts.ts'

/** Flags of `tidegate doctor`. */
export interface DoctorFlags extends OptionFlags, LogFlags {
  readonly peer?: string
  readonly header?: readonly string[]
  readonly url?: string
  readonly listen?: string
  readonly log?: string
  /** Address of the admin listener of a gateway, or true for the default. */
  readonly gateway?: string | true
  readonly path?: readonly string[]
  readonly whenAway?: string
  readonly json?: boolean
}

/** Output of `doctor --json`. Later versions only add to it; `schemas/doctor.schema.json` describes it. */
export interface DoctorReport {
  readonly version: 1
  /** File of the policy. Without a policy, the address that connects is the client. */
  readonly policy?: string
  readonly request?: Examination
  readonly server?: ServerAnswer
  readonly log?: LogExamination
  readonly gateway?: Pick<GatewayProofs, 'url' | 'admin' | 'proofs'>
  readonly findings: readonly Finding[]
}

interface Trust {
  readonly policy: string | undefined
  readonly model: Pick<Model, 'clientIp' | 'addressSets'>
  readonly trustProxy: TrustProxy | undefined
  readonly config: { readonly logFormat?: string; readonly logZone?: string } | undefined
  /** What the gateway of this project does not enforce of the policy. */
  readonly findings: readonly Finding[]
}

/** Examines one request, a server or a log. */
export async function doctor(file: string | undefined, flags: DoctorFlags, io: Io): Promise<ExitCode> {
  if (flags.gateway !== undefined) return show(await prove(flags, io), flags, io)
  const { url, listen, log } = flags
  const hasRequest = flags.peer !== undefined || (flags.header !== undefined && url === undefined)
  const asked = [hasRequest, url !== undefined, listen !== undefined, log !== undefined].filter(Boolean).length
  if (asked !== 1) {
    const message = asked === 0 ? 'nothing to examine' : 'more than one thing to examine'
    throw new CliError(message, 'give one of --peer with --header, --listen, --url or --log')
  }
  const trust = await trustOf(file, flags, io)
  const report = await examine(flags, trust, io)
  return show({ ...report, findings: [...report.findings, ...trust.findings] }, flags, io)
}

function show(report: DoctorReport, flags: DoctorFlags, io: Io): ExitCode {
  if (flags.json === true) io.raw(jsonText(report))
  else {
    const paint = colors(io.color)
    if (report.server !== undefined) io.out(`${renderAnswer(escapeTexts(report.server), paint)}\n`)
    if (report.request !== undefined) io.out(`${renderExamination(escapeTexts(report.request), paint)}\n`)
    if (report.gateway !== undefined) io.out(`${renderProofs(escapeTexts(report.gateway), paint)}\n`)
    if (report.log !== undefined) io.out(`${renderLogExamination(escapeTexts(report.log), paint)}\n`)
    io.out(renderFindings(escapeTexts(report.findings), paint))
  }
  return report.findings.length > 0 ? exitCodes.findings : exitCodes.good
}

async function prove(flags: DoctorFlags, io: Io): Promise<DoctorReport> {
  const { url, gateway, path: paths = [], whenAway = 'refuse' } = flags
  if (url === undefined || !/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new CliError('`--gateway` needs the URL of the site', 'add --url https://YOUR-SITE')
  if (whenAway !== 'refuse' && whenAway !== 'admit')
    throw new CliError(`invalid value of --when-away: \`${whenAway}\``, 'expected refuse or admit')
  const wrong = paths.find((path) => !path.startsWith('/'))
  if (wrong !== undefined) throw new CliError(`\`--path ${wrong}\` is not a path`, 'write it as /panel/')
  const admin = typeof gateway === 'string' ? gateway : defaultAdmin
  const { findings, ...proofs } = await proveGateway({ url, admin, paths, whenAway }, io)
  return { version: 1, gateway: proofs, findings }
}

const defaultAdmin = '127.0.0.1:7412'

async function examine(flags: DoctorFlags, trust: Trust, io: Io): Promise<DoctorReport> {
  const base = { version: 1, ...(trust.policy !== undefined && { policy: trust.policy }) } as const
  const headers = headersOf(flags.header ?? [])
  if (flags.log !== undefined) {
    const log = await examineLog(flags.log, logReading(flags, trust.config), io)
    return { ...base, log, findings: log.findings }
  }
  if (flags.url !== undefined) {
    const source = clientSource(trust.model, trust.trustProxy)
    const usedHeader = source.kind === 'header' ? source.header : undefined
    const server = await askServer(flags.url, headers, usedHeader, io)
    if (server.received === undefined) return { ...base, server, findings: server.findings }
    // The answer does not show the address that connected to the server; on this machine it is the loopback address.
    const isNear = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(flags.url).hostname)
    const request = examineHeaders(
      isNear ? parseIp('127.0.0.1') : undefined,
      server.received,
      trust.model,
      trust.trustProxy,
    )
    return { ...base, server, request, findings: [...server.findings, ...request.findings] }
  }
  if (flags.listen !== undefined) {
    const received = await listenOnce(flags.listen, io)
    const peer = received.peer === undefined ? undefined : parseIp(received.peer.replace(/%.*$/, ''))
    const request = examineHeaders(peer, received.headers, trust.model, trust.trustProxy)
    return { ...base, request, findings: request.findings }
  }
  const request = examineHeaders(peerOf(flags.peer), headers, trust.model, trust.trustProxy)
  return { ...base, request, findings: request.findings }
}

async function trustOf(file: string | undefined, flags: OptionFlags, io: Io): Promise<Trust> {
  const { found, options } = await readProject(io.cwd, flags)
  const config = found?.config
  const trustProxy = parseTrustProxy(options.trustProxy)
  if (file === undefined && found?.config.policy === undefined)
    return { policy: undefined, model: { addressSets: [] }, trustProxy, config, findings: [] }
  const policy = await policyFile(file, found, io.cwd)
  const { plan } = await withPlugins(found, (plugins) =>
    openPolicy(resolve(io.cwd, policy), policy, plugins, options, io),
  )
  const findings = unseenLimits(config?.serve, plan.model).map((limit) => ({
    message: unseenText(limit),
    help: unseenHelp,
  }))
  return { policy, model: plan.model, trustProxy, config, findings }
}

function peerOf(text: string | undefined): IpAddress {
  if (text === undefined)
    throw new CliError('`--peer` is required', 'add --peer ADDRESS: headers mean nothing without it')
  const ip = parseIp(text)
  if (ip === undefined) throw new CliError(`\`--peer ${text}\`: ${explainIp(text)}`)
  return ip
}

function headersOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const at = line.indexOf(':')
    if (at < 1) throw new CliError(`\`--header ${line}\` is not a header field`, 'write it as --header "name: value"')
    return [line.slice(0, at).trim(), typedValue(line.slice(at + 1).trim())]
  })
}
