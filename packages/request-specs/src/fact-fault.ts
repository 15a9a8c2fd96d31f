import type { Plugin } from '@tidegate/engine'
import type { FactSpec } from '@tidegate/model'
import { didYouMean, parseIp } from '@tidegate/values'

/** Why a value is invalid for a fact. */
export interface FactFault {
  readonly message: string
  readonly help?: string
}

/** Returns why a value is invalid for a fact (not declared, another type, not a value of the plugin); undefined if it is valid. */
export function faultOfFact(
  name: string,
  value: unknown,
  declared: readonly FactSpec[],
  plugins: readonly Plugin[],
): FactFault | undefined {
  const spec = declared.find((fact) => fact.name === name)
  if (spec === undefined) {
    const names = declared.map((fact) => fact.name)
    const similar = didYouMean(name, names)
    const help = names.length === 0 ? 'it declares no facts' : `it declares ${names.join(', ')}`
    return fault(
      `the policy declares no fact \`${name}\``,
      similar === undefined ? help : `did you mean \`${similar}\`?`,
    )
  }
  const source = spec.plugin === undefined ? 'as the policy declares' : `as the plugin \`${spec.plugin}\` declares`
  if (!fits(spec.type, value)) return fault(`fact \`${name}\` must be ${expected[spec.type]}, ${source}`)
  const values = plugins.find((plugin) => plugin.name === spec.plugin)?.facts?.[name]?.values
  if (values === undefined || typeof value !== 'string' || values.includes(value)) return undefined
  const similar = didYouMean(value, values)
  return fault(
    `invalid value \`${value}\` of the fact \`${name}\` of the plugin \`${spec.plugin}\``,
    similar === undefined
      ? `expected one of ${values.slice(0, 8).join(', ')}${values.length > 8 ? ', …' : ''}`
      : `did you mean \`${similar}\`?`,
  )
}

const expected: Readonly<Record<FactSpec['type'], string>> = {
  text: 'text (in quotes if it looks like a number)',
  number: 'a number',
  flag: 'true or false',
  ip: 'an address',
  ips: 'addresses and networks, separated by commas or as a list',
  texts: 'a list of texts',
}

function fits(type: FactSpec['type'], value: unknown): boolean {
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string')
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'ip':
      return typeof value === 'string' && parseIp(value) !== undefined
    case 'ips':
      return typeof value === 'string' || isTexts
    case 'texts':
      return isTexts
  }
}

function fault(message: string, help?: string): FactFault {
  return { message, ...(help !== undefined && { help }) }
}
