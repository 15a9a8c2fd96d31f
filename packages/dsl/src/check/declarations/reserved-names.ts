import { builtInFacts } from '@tidegate/model'
import { networkNames } from '@tidegate/values'

/** Sets of addresses that need no declaration. */
export const builtInLists: readonly string[] = networkNames

/** Whether a name cannot be declared because the language uses it. */
export function isReserved(name: string): boolean {
  return builtInFacts.includes(name) || builtInLists.includes(name) || name === 'anyone'
}
