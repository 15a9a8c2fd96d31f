import type { Model } from '@tidegate/dsl'
import type { GateRequest } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import type { RequestFlags } from '../commands/explain-options.ts'
import { CannotRun } from '../io.ts'
import { readFactFlags } from './read-facts.ts'

/** The request that the flags describe. Throws `CannotRun` where a flag cannot be meant. */
export function readRequest(flags: RequestFlags, model: Model): GateRequest {
  if (flags.ip === undefined && flags.peer === undefined) {
    throw new CannotRun(
      'whose request is it?',
      'add --ip ADDRESS, or --peer ADDRESS with --header "x-forwarded-for: …"',
    )
  }
  for (const [flag, address] of [
    ['--ip', flags.ip],
    ['--peer', flags.peer],
  ] as const) {
    if (address !== undefined && parseIp(address) === undefined) {
      throw new CannotRun(`\`${address}\` is no address`, `write ${flag} as 203.0.113.9 or 2001:db8::1`)
    }
  }
  const headers: string[] = []
  if (flags.host !== undefined) headers.push('Host', flags.host)
  if (flags.agent !== undefined) headers.push('User-Agent', flags.agent)
  for (const header of flags.header) {
    const at = header.indexOf(':')
    if (at < 1) throw new CannotRun(`\`--header ${header}\` is no header field`, 'write it as --header "name: value"')
    headers.push(header.slice(0, at).trim(), header.slice(at + 1).trim())
  }
  return {
    method: flags.method ?? 'GET',
    target: flags.path ?? '/',
    headers,
    peer: flags.peer ?? flags.ip,
    facts: readFactFlags(flags.fact, model.facts),
    ...(flags.user === undefined ? {} : { user: flags.user }),
    ...(flags.peer === undefined && flags.ip !== undefined ? { ip: flags.ip } : {}),
  }
}
