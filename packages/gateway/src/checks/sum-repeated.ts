import type { DoorName } from '../doors/door.ts'

/** Adds the numbers of repeated checks of several processes, by door. */
export function sumRepeated(all: readonly Readonly<Record<DoorName, number>>[]): Readonly<Record<DoorName, number>> {
  const sum = (name: DoorName): number => all.reduce((total, each) => total + each[name], 0)
  return { 'auth-request': sum('auth-request'), 'forward-auth': sum('forward-auth'), 'ext-authz': sum('ext-authz') }
}
