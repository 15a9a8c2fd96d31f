import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { loadPolicy } from '@tidegate/node'
import { parsePathPattern, escapeControls } from '@tidegate/values'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { addressEntry } from '@tidegate/importers'
import { writeOutput } from '../../output/write-output.ts'
import { type Ask, withQuestions } from './ask.ts'
import { firstPolicy, type FirstPolicyChoices } from './first-policy.ts'
import { gatewayFiles, type GatewayFiles, type GatewayFlags } from './gateway-files.ts'
import { colors } from '../../terminal/colors.ts'
import { jsonText } from '../../output/json-text.ts'

/** Flags of `tidegate init`. */
export interface InitFlags extends GatewayFlags {
  readonly proxy?: string
  readonly block?: string
  readonly adminPath?: string
  readonly adminFrom?: string
  readonly rate?: string
  readonly scrapers?: boolean
  readonly force?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Output of `init --json`. Later versions only add to it; `schemas/init.schema.json` describes it. */
export interface InitReport {
  readonly version: 1
  readonly written: readonly string[]
  /** Existing files that were not changed. */
  readonly kept: readonly string[]
}

/** Writes a first policy from the flags and, on a terminal, from the answers to questions; defaults replace what neither of them states. */
export async function init(file: string, flags: InitFlags, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, file)
  const isForGateway = flags.behind !== undefined || flags.to !== undefined
  const isPolicyKept = existsSync(path) && flags.force !== true
  if (isPolicyKept && !isForGateway)
    throw new CliError(`\`${file}\` already exists`, 'name another file, or add --force')
  const isAsking = io.interactive && flags.yes !== true && flags.json !== true
  const answered = isAsking ? await withQuestions(io, (ask) => askAll(flags, ask)) : flags
  const gateway = gatewayFiles(flags)
  const choices = choicesOf(answered, file, io)
  const { policy, tests } = firstPolicy({ ...choices, ...clients(gateway, flags) }, basename(file))
  const stem = file.replace(/\.[^./]*$/, '')
  const testFile = { name: `${stem}.test.yaml`, text: tests }
  // WHY: the tests are about the rules of a first policy, and would fail for one that has others.
  const isWithoutTests = isPolicyKept && !existsSync(resolve(io.cwd, testFile.name))
  const files = [
    { name: file, text: policy },
    ...(isWithoutTests ? [] : [testFile]),
    { name: 'tidegate.yaml', text: projectFile(file.split(sep).join('/'), gateway?.serve) },
    ...(gateway?.files ?? []),
  ]
  const written: string[] = []
  const kept: string[] = []
  for (const { name, text } of files) {
    if (existsSync(resolve(io.cwd, name)) && flags.force !== true) kept.push(name)
    else {
      await writeOutput(text, name, io)
      written.push(name)
    }
  }
  const diagnostics = written.includes(file) ? (await loadPolicy(path)).diagnostics : []
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`the written policy has an error: ${error.message}`)
  const next = kept.includes('tidegate.yaml') && gateway !== undefined ? [addServe(gateway.serve)] : []
  const checks = isWithoutTests
    ? `npx @tidegate/cli check; no tests are written for ${file}, which already exists`
    : 'npx @tidegate/cli check, npx @tidegate/cli test'
  print({ version: 1, written, kept }, [checks, ...next, ...(gateway?.next ?? [])], flags, io)
  return exitCodes.good
}

/** What the first lines of the policy say about clients. */
function clients(gateway: GatewayFiles | undefined, flags: InitFlags): Pick<FirstPolicyChoices, 'behind'> {
  if (gateway === undefined || (flags.proxy ?? '') !== '') return {}
  return { behind: gateway.proxy ?? 'the gateway' }
}

/** What to add to an existing `tidegate.yaml`. */
function addServe(serve: string): string {
  const lines = serve.split('\n').filter((line) => line !== '' && !line.trimStart().startsWith('#'))
  const options = lines.slice(1).map((line) => line.trim())
  return `write into tidegate.yaml, unless it has it: serve: { ${options.join(', ')} }`
}

/** Returns the text of a new `tidegate.yaml`. */
function projectFile(policy: string, serve: string | undefined): string {
  if (serve !== undefined) return `policy: ${policy}\n${serve}`
  return `policy: ${policy}
# Options of the server that change decisions belong here, so that every command uses them, such as
#   encodedSlash: refuse
#   processes: 4
# The server reads them with tidegate({ config: 'tidegate.yaml' }).
`
}

function print(report: InitReport, next: readonly string[], flags: InitFlags, io: Io): void {
  if (flags.json === true) {
    io.raw(jsonText(report))
    return
  }
  const paint = colors(io.color)
  for (const name of report.written) io.out(`${paint.good('written')} ${escapeControls(name)}\n`)
  for (const name of report.kept) io.out(`${paint.dim('kept')} ${escapeControls(name)}, which already exists\n`)
  for (const line of next) io.out(`next: ${escapeControls(line)}\n`)
}

const defaultRate = '200'

async function askAll(flags: InitFlags, ask: Ask): Promise<InitFlags> {
  const answers: Record<string, string | boolean> = {}
  if (flags.proxy === undefined)
    answers['proxy'] = await ask('Which proxies are in front of the server (loopback, 10.0.0.0/8)?', '')
  if (flags.rate === undefined)
    answers['rate'] = await ask('How many requests per minute may one address make (0: no limit)?', defaultRate)
  if (flags.block === undefined) answers['block'] = await ask('Is there a file with addresses to block?', '')
  if (flags.adminPath === undefined) {
    const path = await ask('Which paths may only some addresses access (/admin/**)?', '')
    answers['adminPath'] = path
    if (path !== '' && flags.adminFrom === undefined) answers['adminFrom'] = await ask('Which addresses?', 'loopback')
  }
  return { ...flags, ...answers }
}

function choicesOf(flags: InitFlags, file: string, io: Io): FirstPolicyChoices {
  const { proxy = '', block = '', adminPath = '', adminFrom = '', rate = defaultRate, scrapers = true } = flags
  const count = Number(rate)
  if (!/^\d+$/.test(rate) || count > 100_000)
    throw new CliError(`invalid number of requests: \`${rate}\``, 'expected a whole number up to 100000; 0 is no limit')
  if ((adminPath === '') !== (adminFrom === ''))
    throw new CliError('`--admin-path` and `--admin-from` require each other', 'give both, or none')
  if (adminPath !== '' && parsePathPattern(adminPath).kind === 'fault') {
    throw new CliError(`\`${adminPath}\` is not a valid path pattern`, 'write it as /admin/**')
  }
  return {
    name:
      basename(file)
        .replace(/\.[^.]*$/, '')
        .replaceAll(/[^\x20-\x7e]|["\\]/g, '') || 'site',
    ...(proxy !== '' && { proxy: setText(proxy) }),
    ...(block !== '' && { blockFile: blockFile(block, file, io) }),
    ...(adminPath !== '' && { admin: { path: adminPath, from: setText(adminFrom) } }),
    ...(count > 0 && { rate: count }),
    scrapers,
  }
}

/** Returns comma-separated entries as policy text. Throws `CliError` for one that is not an address, a network or a known name. */
function setText(text: string): string {
  const entries = text.split(',').map((each) => each.trim())
  return entries
    .map((entry) => {
      const known = ['loopback', 'linklocal', 'private'].includes(entry) ? entry : addressEntry(entry)
      if (known === undefined)
        throw new CliError(
          `\`${entry}\` is not an address or network`,
          'write it as 203.0.113.0/24, or loopback, linklocal or private',
        )
      return known
    })
    .join(', ')
}

function blockFile(block: string, file: string, io: Io): string {
  const path = resolve(io.cwd, block)
  if (!existsSync(path))
    throw new CliError(
      `\`${block}\`: no such file`,
      'check the path; tidegate import cidr-list reads lists in other formats',
    )
  const name = relative(dirname(resolve(io.cwd, file)), path)
    .split(sep)
    .join('/')
  if (name.startsWith('../'))
    throw new CliError(
      `\`${block}\` is outside the policy's folder`,
      `copy it to ${join(dirname(file), basename(block))}`,
    )
  return name
}
