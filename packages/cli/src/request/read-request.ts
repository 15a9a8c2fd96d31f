import type { GateRequest, Plugin } from '@tidegate/engine'
import type { RequestFlags } from './request-flags.ts'
import type { Model } from '@tidegate/model'
import { CliError } from '../io.ts'
import { collectFields, makeRequest, type RequestSpec, typedRequest } from '@tidegate/request-specs'
import { readFactFlags } from './read-facts.ts'

/** Returns the request that flags describe; properties without a flag are absent. Throws `CliError` for an invalid flag. */
export function specOfFlags(flags: RequestFlags, model: Model): RequestSpec {
  const { ip, peer, method, path, host, agent, user, header = [], fact = [] } = flags
  const headers = collectFields(
    header.map((line) => {
      const at = line.indexOf(':')
      if (at < 1) throw new CliError(`\`--header ${line}\` is not a header field`, 'write it as --header "name: value"')
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
    }),
  )
  if (path !== undefined && !path.startsWith('/') && path !== '*') {
    throw new CliError(`\`--path ${path}\` does not begin with \`/\``, `write it as --path /${path}`)
  }
  return typedRequest({
    ...(ip !== undefined && { ip }),
    ...(peer !== undefined && { peer }),
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(host !== undefined && { host }),
    ...(agent !== undefined && { agent }),
    ...(user !== undefined && { user }),
    ...(header.length > 0 && { headers }),
    ...(fact.length > 0 && { facts: readFactFlags(fact, model.facts) }),
  })
}

/** Returns the request that a description stands for. Throws `CliError` if the description is invalid. */
export function requestOf(spec: RequestSpec, model: Model, plugins: readonly Plugin[]): GateRequest {
  const made = makeRequest(spec, model, plugins)
  if (made.kind === 'request') return made.request
  const help = spec.ip === undefined && spec.peer === undefined ? addressHelp : made.help
  throw new CliError(made.message, help)
}

const addressHelp = 'add --ip ADDRESS, or --peer ADDRESS with --header "x-forwarded-for: …"'
