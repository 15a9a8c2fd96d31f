import type { CounterSpec } from '@tidegate/engine'

/**
 * What has to be the same for a counter's counts to carry over, as the end of its state's name: how it counts, and its period. Logs and rings take over
 * each other's.
 */
export function stateClass(spec: CounterSpec): string {
  switch (spec.algorithm) {
    case 'log':
    case 'ring':
      return `:w${spec.periodMs}`
    case 'gcra':
      return `:g${spec.periodMs}`
    case 'calendar':
      return `:c${spec.unit} ${spec.zone}`
    case 'at-once':
      return ':o'
  }
}

/** The name of a counter's state in a row. An operator's block of the counter is named `<identity>!`. */
export function stateName(spec: CounterSpec): string {
  return nameOf(spec) + stateClass(spec)
}

/** A limit's identity as the start of names. */
export function nameOf({ identity }: CounterSpec): string {
  // Names are passed one per line.
  return identity.replaceAll('\n', '\\n')
}
