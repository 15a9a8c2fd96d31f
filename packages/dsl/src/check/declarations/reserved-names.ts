import { networkNames } from '@tidegate/values'

/** Facts that every request has. */
export const builtInFacts: readonly string[] = [
  'ip',
  'peer',
  'method',
  'host',
  'path',
  'target',
  'agent',
  'header',
  'query',
  'cookie',
  'bot',
  'user',
  'now',
]

/** Sets of addresses that need no declaration. */
export const builtInLists: readonly string[] = networkNames

/** Whether a name cannot be declared because the language uses it. */
export function isReserved(name: string): boolean {
  return builtInFacts.includes(name) || builtInLists.includes(name) || name === 'anyone'
}
