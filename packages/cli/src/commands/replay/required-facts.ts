import type { Model } from '@tidegate/model'
import { CliError } from '../../io.ts'
import { readFactFlags } from '../../request/read-facts.ts'
import type { ConstantFacts } from '@tidegate/replay'

/**
 * Returns the facts of `--fact name=value` flags and of `tidegate.yaml`. Throws `CliError` for a fact that no model declares, and if a
 * required fact is missing, because every request would then be refused with 503; not if the logs contain facts (`areLogged`), as decision logs do.
 */
export function constantFacts(
  flags: readonly string[],
  configured: Readonly<Record<string, unknown>>,
  models: readonly Model[],
  areLogged = false,
): ConstantFacts {
  const declared = models.flatMap(({ facts }) => facts)
  const given = { ...configured, ...readFactFlags(flags, declared) }
  const own = (model: Model): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      model.facts.filter(({ name }) => Object.hasOwn(given, name)).map(({ name }) => [name, given[name]]),
    )
  for (const model of areLogged ? [] : models) {
    const missing = model.facts.filter(({ name, presence }) => presence === 'required' && !Object.hasOwn(given, name))
    if (missing.length === 0) continue
    const names = missing.map(({ name }) => `\`${name}\``).join(', ')
    throw new CliError(
      `the policy requires ${names}, which logs do not contain: every request would be refused with 503`,
      `give a value for all requests: ${missing.map(({ name }) => `--fact ${name}=…`).join(' ')}`,
    )
  }
  return { for: own }
}
