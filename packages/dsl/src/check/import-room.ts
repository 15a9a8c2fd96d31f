import type { ImporterRoom } from '@tidegate/model'
import type { Checking } from './checking.ts'
import type { LanguageLimits } from './language-limits.ts'

/** How often the room is halved before imports are left out. */
const maxTries = 6

/** A check whose outcome depends on how much each import may contain. */
interface RoomCheck {
  readonly checking: Checking
  readonly drafts: readonly unknown[]
}

/**
 * Returns a check in which imported files are not the reason for an error. Importers are first given all the limits of the language.
 * If the policy then has errors that it does not have without its imports, each import is given an equal part of what the rest of the
 * policy leaves, then half of it, and so on. Since imports are counted last, the result does not depend on the order of statements.
 */
export function withRoomForImports<Result extends RoomCheck>(
  limits: LanguageLimits,
  check: (room: ImporterRoom) => Result,
): Result {
  const all = check(limits)
  const imports = importsOf(all)
  if (imports === 0 || !all.checking.report.hasErrors()) return all
  const without = check(scaled(limits, 0))
  const own = errorsOf(without)
  if (errorsOf(all) <= own) return all
  let room = roomLeft(limits, without, imports)
  for (let tries = 0; tries < maxTries; tries++) {
    const some = check(room)
    if (errorsOf(some) <= own) return some
    room = scaled(room, 0.5)
  }
  return without
}

function importsOf({ checking }: RoomCheck): number {
  const files = [...checking.files.values()].filter(({ role }) => role === 'import').length
  return Math.max(files, checking.units.filter(({ role }) => role === 'import').length)
}

function errorsOf({ checking }: RoomCheck): number {
  return checking.report.diagnostics.filter(({ severity }) => severity === 'error').length
}

function roomLeft(limits: LanguageLimits, { checking, drafts }: RoomCheck, imports: number): ImporterRoom {
  const { spent } = checking
  const left = {
    ...limits,
    rules: limits.rules - drafts.length,
    tests: limits.tests - spent.tests,
    // WHY: including a list copies its ranges, and the copies are limited too.
    addresses: limits.addresses - Math.max(spent.addresses, spent.copies),
    entries: limits.entries - spent.entries,
    tokens: limits.tokens - spent.tokens,
    windows: limits.windows - spent.windows,
    openPathPatterns: limits.openPathPatterns - spent.openPathPatterns,
  }
  return { ...scaled(left, 1 / imports), sourceLength: limits.sourceLength }
}

/** Returns the room with every amount multiplied; lengths and depths of single parts stay as they are. */
function scaled(room: ImporterRoom, factor: number): ImporterRoom {
  const part = (amount: number): number => Math.max(0, Math.floor(amount * factor))
  const { tokenMinLength, tokenMaxLength, nesting, count, periodDays } = room
  return {
    sourceLength: part(room.sourceLength),
    rules: part(room.rules),
    tests: part(room.tests),
    addresses: part(room.addresses),
    entries: part(room.entries),
    tokens: part(room.tokens),
    windows: part(room.windows),
    openPathPatterns: part(room.openPathPatterns),
    tokenMinLength,
    tokenMaxLength,
    nesting,
    count,
    periodDays,
  }
}
