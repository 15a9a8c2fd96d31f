import process from 'node:process'
import type { Tightening } from '@tidegate/gateway'
import type { AdminFlags } from '../../gateway-client/admin-flags.ts'
import { askGateway } from '../../gateway-client/ask-gateway.ts'
import { findGateway } from '../../gateway-client/find-gateway.ts'
import { readFor } from '../../gateway-client/read-for.ts'
import { showAnswer } from '../../gateway-client/show-answer.ts'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { colors, type Colors } from '../../terminal/colors.ts'
import { duration } from '@tidegate/values'

/** Flags of `tidegate tighten`. */
export interface TightenFlags extends AdminFlags {
  readonly for?: string
  readonly site?: string
  readonly list?: boolean
  readonly undo?: string
}

/** Adds a temporary rule to the policy of a running gateway, lists such rules, or removes one. */
export async function tighten(statement: string | undefined, flags: TightenFlags, io: Io): Promise<ExitCode> {
  const { list = false, undo, site } = flags
  const asked = [statement !== undefined, list, undo !== undefined].filter(Boolean).length
  if (asked !== 1)
    throw new CliError(
      asked === 0 ? 'there is no statement' : 'more than one thing to do',
      "give a statement such as 'limit 10 per minute per ip', --list, or --undo ID",
    )
  const forMs = statement === undefined ? 0 : readFor(flags.for)
  const gateway = await findGateway(flags, process.env, io.cwd)
  const paint = colors(io.color)
  const asJson = flags.json === true
  if (list) {
    const answer = await askGateway<readonly Tightening[]>(gateway, { path: 'tightenings' }, io)
    return showAnswer(answer, asJson, io, (all) =>
      all.length === 0
        ? 'nothing is added to a policy\n'
        : all.map((each) => renderTightening(each, paint, io.nowMs())).join(''),
    )
  }
  if (undo !== undefined) {
    const answer = await askGateway<Tightening>(gateway, { path: 'tightenings/undo', body: { id: undo } }, io)
    return showAnswer(answer, asJson, io, (each) => `${paint.good('undone')}  ${each.statement}\n`)
  }
  const body = { statement, forMs, ...(site !== undefined && { site }) }
  const answer = await askGateway<Tightening>(gateway, { path: 'tightenings/add', body }, io)
  return showAnswer(
    answer,
    asJson,
    io,
    (each) =>
      `${paint.good('in force')}\n${renderTightening(each, paint, io.nowMs())}  undo: tidegate tighten --undo ${each.id}\n`,
  )
}

function renderTightening(
  { id, site, statement, untilMs, by, problem }: Tightening,
  colors: Colors,
  nowMs: number,
): string {
  const left = untilMs - nowMs
  const until = `until ${new Date(untilMs).toISOString()}${left > 0 ? `, ${duration(left)} left` : ''}`
  const fault = problem === undefined ? '' : `  ${colors.warning('not in force')}: ${problem}\n`
  return `${id}  ${statement}\n  ${colors.dim(`${site}, added by ${by}, ${until}`)}\n${fault}`
}
