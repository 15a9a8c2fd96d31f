import type { FactSpec, FactType, FactValue } from '@tidegate/model'
import { type IpAddress, parseIp } from '@tidegate/values'
import type { FactWarning } from './fact-warning.ts'
import { createIpsReader } from './ips-reader.ts'

/** The values of all declared facts, or the name of a required one that is missing. */
export type FactValues =
  | { readonly kind: 'values'; readonly values: readonly FactValue[] }
  | { readonly kind: 'missing'; readonly name: string }

/**
 * Creates a function that reads the declared facts from those that the host supplies. It reads only own properties, each once, and treats `null`
 * like `undefined`. A value of another type than declared is treated as absent, with a warning; a fact `with user` is absent if `user` is.
 * Exceptions of getters are propagated: they are errors of the host, and must not let the request pass.
 */
export function createFactValuesReader(
  specs: readonly FactSpec[],
  warn: (warning: FactWarning) => void,
): (supplied: Readonly<Record<string, unknown>> | undefined, userIsPresent: boolean) => FactValues {
  if (specs.length === 0) {
    const none: FactValues = Object.freeze({ kind: 'values', values: Object.freeze([]) })
    return () => none
  }
  const read = createValueReader(warn)

  function readValue(spec: FactSpec, supplied: Readonly<Record<string, unknown>> | undefined): FactValue {
    if (supplied === undefined) return undefined
    if (!Object.hasOwn(supplied, spec.name)) {
      const fault = faultOfShape(spec.name, supplied)
      if (fault !== undefined)
        warn({ code: 'fact-shape', about: spec.name, message: `fact \`${spec.name}\`: ${fault}; treated as absent` })
      return undefined
    }
    const given = supplied[spec.name]
    return given === undefined || given === null ? undefined : read(spec.name, spec.type, given)
  }

  return (supplied, userIsPresent) => {
    const values: FactValue[] = []
    for (const spec of specs) {
      const applies = spec.presence !== 'with-user' || userIsPresent
      const value = applies ? readValue(spec, supplied) : undefined
      if (value === undefined && applies && spec.presence !== 'optional') return { kind: 'missing', name: spec.name }
      values.push(value)
    }
    return { kind: 'values', values: Object.freeze(values) }
  }
}

/** The reason why a fact was not found although the host seems to supply it. Without this warning the error could go unnoticed. */
function faultOfShape(name: string, supplied: Readonly<Record<string, unknown>>): string | undefined {
  if (name in supplied && !(name in Object.prototype)) return 'the property is inherited, expected an own property'
  const dot = name.indexOf('.')
  if (dot < 0) return undefined
  // The descriptor is read instead of the property, because getters of declared facts are called at most once.
  const holder: unknown = Object.getOwnPropertyDescriptor(supplied, name.slice(0, dot))?.value
  return typeof holder === 'object' && holder !== null
    ? `expected a property of that name, not an object in \`${name.slice(0, dot)}\``
    : undefined
}

/** Creates a function that converts a supplied value to the value of a fact; a value of another type is absent, with a warning. */
export function createValueReader(
  warn: (warning: FactWarning) => void,
): (name: string, type: FactType, given: unknown) => FactValue {
  const readIps = createIpsReader(warn)
  return (name, type, given) => {
    const value = type === 'ips' ? readIps(name, given) : convert(type, given)
    if (value === undefined) {
      warn({
        code: 'fact-type',
        about: name,
        message: `fact \`${name}\`: expected ${expected[type]}; treated as absent`,
      })
    }
    return value
  }
}

const expected: Readonly<Record<FactType, string>> = {
  text: 'a string',
  number: 'a finite number',
  flag: 'true or false',
  texts: 'an array of strings',
  ip: 'an address as a string or as returned by `parseIp`',
  ips: 'a string, an array of strings or an `IpSet`',
}

function convert(type: Exclude<FactType, 'ips'>, given: unknown): FactValue {
  switch (type) {
    case 'text':
      return typeof given === 'string' ? given : undefined
    case 'number':
      return typeof given === 'number' && Number.isFinite(given) ? given : undefined
    case 'flag':
      return typeof given === 'boolean' ? given : undefined
    case 'texts':
      return toTexts(given)
    case 'ip':
      return typeof given === 'string' ? parseIp(given) : isIpAddress(given) ? given : undefined
  }
}

function toTexts(given: unknown): readonly string[] | undefined {
  if (!Array.isArray(given)) return undefined
  const copy: readonly unknown[] = [...(given as readonly unknown[])]
  return copy.every((entry) => typeof entry === 'string') ? Object.freeze(copy) : undefined
}

function isIpAddress(value: unknown): value is IpAddress {
  if (typeof value !== 'object' || value === null || !('family' in value)) return false
  if (value.family !== 4 && value.family !== 6) return false
  return ['a', 'b', 'c', 'd'].every((word) => Number.isInteger((value as Readonly<Record<string, unknown>>)[word]))
}
