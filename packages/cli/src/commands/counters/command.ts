import process from 'node:process'
import type { CounterChange, CounterState } from '@tidegate/gateway'
import { askGateway } from '../../gateway-client/ask-gateway.ts'
import { findGateway } from '../../gateway-client/find-gateway.ts'
import { readFor } from '../../gateway-client/read-for.ts'
import { showAnswer } from '../../gateway-client/show-answer.ts'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { colors } from '../../terminal/colors.ts'
import type { CountersFlags, CountersVerb } from './counters-flags.ts'
import { renderChange, renderSeen, renderStates } from './render-counters.ts'

/** Shows or changes the counters of a running gateway, or those in Redis without one. */
export async function counters(verb: CountersVerb, flags: CountersFlags, io: Io): Promise<ExitCode> {
  if (flags.redis !== undefined) {
    // The client of the server is loaded only where it is used.
    const { countersAtStore } = await import('./at-store.ts')
    return countersAtStore(verb, flags.redis, subjectOf(flags), flags, io)
  }
  for (const flag of ['policy', 'prefix'] as const)
    if (flags[flag] !== undefined) throw new CliError(`--${flag} is for --redis`, 'add --redis URL, or leave it out')
  const gateway = await findGateway(flags, process.env, io.cwd)
  const paint = colors(io.color)
  const asJson = flags.json === true
  const subject = subjectOf(flags)
  switch (verb) {
    case 'list': {
      const { ip, user, limit, site, max } = flags
      if (flags.key !== undefined) throw new CliError('`list` has no --key', 'use `tidegate counters show --key …`')
      const query = { ip, user, limit, site, max, blocked: flags.blocked === true ? 'true' : undefined }
      const answer = await askGateway<readonly CounterState[]>(gateway, { path: 'counters', query }, io)
      return showAnswer(answer, asJson, io, (states) => renderSeen(states, paint, io.nowMs(), noneOf(flags)))
    }
    case 'show': {
      const answer = await askGateway<readonly CounterState[]>(gateway, { path: 'counters/show', body: subject }, io)
      return showAnswer(answer, asJson, io, (states) => renderStates(states, paint))
    }
    case 'reset':
    case 'unblock': {
      const answer = await askGateway<CounterChange>(gateway, { path: `counters/${verb}`, body: subject }, io)
      return showAnswer(answer, asJson, io, (change) => renderChange(verb, change, paint))
    }
    case 'block': {
      const body = { ...subject, forMs: readFor(flags.for) }
      const answer = await askGateway<CounterChange>(gateway, { path: 'counters/block', body }, io)
      return showAnswer(answer, asJson, io, (change) => renderChange(verb, change, paint))
    }
  }
}

/** What a list without subjects says. */
function noneOf({ blocked, ip, user, limit, site }: CountersFlags): string {
  if (blocked === true) return 'no subject is blocked'
  const isRestricted = [ip, user, limit, site].some((given) => given !== undefined)
  return isRestricted ? 'no such subject is close to a limit' : 'no subject is close to a limit'
}

function subjectOf({ ip, user, key, limit, site }: CountersFlags): Readonly<Record<string, unknown>> {
  const given = { ip, user, limit, site, key: key === undefined ? undefined : keysOf(key) }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Splits `PART=VALUE` at the first `=` that is not in brackets; a value alone is for whatever part has no other value. */
function keysOf(keys: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    keys.map((text) => {
      const [, part, value] = /^([a-z][\w.]*(?:\("(?:[^"\\]|\\.)*"\)|\([^)]*\))?)=(.*)$/su.exec(text) ?? []
      return part === undefined || value === undefined ? ['', text] : [part, value]
    }),
  )
}
