import {
  checkIsOptions,
  checkOptions,
  checkValues,
  createGate,
  type Gate,
  gateOptionNames,
  type GateOptions,
  type ValueKind,
} from '@tidegate/engine'
import { replyOptionNames } from '@tidegate/engine/http'
import { type FetchOptions, ownOptionNames } from './fetch-options.ts'

const functions: Readonly<Record<string, readonly ValueKind[]>> = {
  fields: ['function'],
  receivedTarget: ['function'],
  setField: ['function'],
  user: ['function'],
  facts: ['function'],
  skip: ['function'],
  handler: ['function'],
}

/** The gate that the application opened, or one of the plan. Throws a `TypeError` for options that are not valid. */
export function gateOf<Info extends readonly unknown[]>(options: FetchOptions<Info>): Gate {
  checkIsOptions('tidegate', options, 'tidegate({ policy: plan, peer })')
  checkOptions('tidegate', options, [...ownOptionNames, ...replyOptionNames, ...gateOptionNames])
  checkValues('tidegate', options ?? {}, { ...functions, rewriteTarget: ['boolean'] })
  const { policy, gate, peer }: Partial<FetchOptions<Info>> = options ?? {}
  if (typeof peer !== 'function') {
    throw new TypeError(
      'tidegate: `peer` must be a function that returns the address of the connection, such as `(request, info) => info.remoteAddr.hostname`',
    )
  }
  if (gate !== undefined) {
    if (policy !== undefined) throw new TypeError('tidegate: give `policy` or `gate`, not both')
    if (typeof (gate as Partial<Gate> | null)?.admit !== 'function')
      throw new TypeError('tidegate: `gate` must be an open gate: write `gate: await openPolicy(…)`')
    return gate
  }
  if (policy === undefined) {
    throw new TypeError('tidegate: no policy given: set `policy` to a compiled plan, or a `gate`')
  }
  if (typeof policy === 'string') {
    const help = 'run `tidegate compile`, and read its output with `readPlan`'
    throw new TypeError(`tidegate: \`policy\` must be a compiled plan: ${help}`)
  }
  const known: readonly string[] = gateOptionNames
  return createGate(
    policy,
    Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name))) as GateOptions,
  )
}
