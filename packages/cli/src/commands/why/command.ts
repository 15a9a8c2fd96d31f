import process from 'node:process'
import { resolve } from 'node:path'
import type { WhyAnswer } from '@tidegate/gateway'
import type { AdminFlags } from '../../gateway-client/admin-flags.ts'
import { askGateway } from '../../gateway-client/ask-gateway.ts'
import { findGateway } from '../../gateway-client/find-gateway.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { escapeTexts } from '../../output/escape-texts.ts'
import { jsonText } from '../../output/json-text.ts'
import { colors } from '../../terminal/colors.ts'
import { findInLog, type LoggedRefusal } from './find-in-log.ts'
import { renderLogged, renderRefusal } from './render-why.ts'

/** Flags of `tidegate why`. */
export interface WhyFlags extends AdminFlags {
  readonly log?: string
}

/** Explains a refusal by its reference. */
export async function why(reference: readonly string[], flags: WhyFlags, io: Io): Promise<ExitCode> {
  const id = reference.join(' ').slice(0, 400)
  const asJson = flags.json === true
  const asked = await ask(id, flags, io)
  const found = asked.kind === 'answer' ? asked.answer.value : undefined
  if (found?.kind === 'not-an-id')
    throw new CliError(`\`${found.text}\` contains no reference`, 'a reference has nine characters, such as r2Xk9_aQ1')
  if (flags.log !== undefined && found?.kind !== 'found') {
    const logged = await findInLog(resolve(io.cwd, flags.log), flags.log, id)
    if (logged !== undefined) return showLogged(logged, asJson, io)
  }
  if (asked.kind === 'unreachable') {
    if (flags.log === undefined) throw asked.error
    throw new CliError(`${asked.error.message}, and \`${flags.log}\` does not contain this reference`, asked.error.help)
  }
  return show(asked.answer.value, asked.answer, asJson, flags, io)
}

function show(found: WhyAnswer, answer: { readonly version: 1 }, asJson: boolean, { log }: WhyFlags, io: Io): ExitCode {
  if (asJson) io.raw(jsonText(answer))
  else if (found.kind === 'found') io.out(renderRefusal(escapeTexts(found.refusal), colors(io.color), io.nowMs()))
  else io.err(notFoundLines(escapeTexts(found), log))
  return found.kind === 'found' ? exitCodes.good : exitCodes.findings
}

type Asked =
  | { readonly kind: 'answer'; readonly answer: Awaited<ReturnType<typeof askGateway<WhyAnswer>>> & { kind: 'done' } }
  | { readonly kind: 'unreachable'; readonly error: CliError }

/** WHY an unreachable gateway is not an error yet: the log may have the reference. */
async function ask(id: string, flags: WhyFlags, io: Io): Promise<Asked> {
  try {
    const gateway = await findGateway(flags, process.env, io.cwd)
    const answer = await askGateway<WhyAnswer>(gateway, { path: 'why', query: { id } }, io)
    if (answer.kind === 'problem') throw new CliError(answer.problem.message, answer.problem.help)
    return { kind: 'answer', answer }
  } catch (error) {
    if (error instanceof CliError) return { kind: 'unreachable', error }
    throw error
  }
}

function showLogged(logged: LoggedRefusal, asJson: boolean, io: Io): ExitCode {
  if (asJson) io.raw(jsonText({ version: 1, kind: 'done', value: { kind: 'logged', ...logged } }))
  else io.out(renderLogged(escapeTexts(logged), colors(io.color)))
  return exitCodes.good
}

function notFoundLines(found: Exclude<WhyAnswer, { kind: 'found' }>, log: string | undefined): string {
  switch (found.kind) {
    case 'several':
      return `tidegate: several references differ only in case: ${found.ids.join(', ')}\n  help: write it exactly as it was shown\n`
    case 'not-an-id':
      return `tidegate: \`${found.text}\` contains no reference\n`
    case 'unknown': {
      const since =
        found.oldestAtMs === undefined
          ? 'the gateway remembers no refusal'
          : `the gateway remembers ${found.remembered} refusals, since ${new Date(found.oldestAtMs).toISOString()}`
      const help =
        log === undefined
          ? 'older ones may be in a log: --log FILE; keptRefusals of the gateway says how many are remembered'
          : `\`${log}\` does not contain it either; it may be of another gateway`
      return `tidegate: unknown reference ${found.id}: ${since}\n  help: ${help}\n`
    }
  }
}
