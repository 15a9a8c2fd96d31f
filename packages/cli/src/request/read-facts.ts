import type { FactSpec } from '@tidegate/model'
import { CliError } from '../io.ts'

/**
 * Returns the values of `--fact name=value` flags, each read as the type that the policy declares. If a `texts` or `ips` fact is given
 * several times, it has all the values; `name=` is an empty value. Throws `CliError` for facts that are not declared, and for invalid values.
 */
export function readFactFlags(
  flags: readonly string[],
  declared: readonly FactSpec[],
): Readonly<Record<string, unknown>> {
  const facts = new Map<string, unknown>()
  for (const flag of flags) {
    const at = flag.indexOf('=')
    if (at < 1) throw new CliError(`\`--fact ${flag}\` has no value`, 'write it as --fact name=value')
    const name = flag.slice(0, at)
    const spec = declared.find((fact) => fact.name === name)
    if (spec === undefined) {
      const known = declared.map((fact) => `\`${fact.name}\``).join(', ')
      throw new CliError(
        `the policy declares no fact \`${name}\``,
        known === '' ? 'it declares none at all' : `it declares ${known}`,
      )
    }
    facts.set(name, readValue(flag.slice(at + 1), spec, facts.get(name)))
  }
  return Object.fromEntries(facts)
}

function readValue(text: string, { name, type }: FactSpec, before: unknown): unknown {
  switch (type) {
    case 'text':
    case 'ip':
      return text
    case 'ips':
      return typeof before === 'string' ? `${before},${text}` : text
    case 'texts':
      return Array.isArray(before) ? [...(before as readonly string[]), text] : [text]
    case 'flag':
      if (text !== 'true' && text !== 'false')
        throw new CliError(`\`${name}\` is a flag`, `write --fact ${name}=true or --fact ${name}=false`)
      return text === 'true'
    case 'number': {
      const value = Number(text)
      if (text.trim() === '' || !Number.isFinite(value))
        throw new CliError(`\`${text}\` is not a number`, `\`${name}\` is declared as a number`)
      return value
    }
  }
}
