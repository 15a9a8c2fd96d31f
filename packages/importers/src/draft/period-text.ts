/** Returns a period as policy text, such as `minute` or `10 seconds`; undefined if it is not a whole number of seconds. */
export function periodText(milliseconds: number): string | undefined {
  const seconds = milliseconds / 1_000
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 366 * 86_400) return undefined
  const [unit, length] = units.find(([, size]) => seconds % size === 0)!
  const count = seconds / length
  return count === 1 ? unit : `${count} ${unit}s`
}

const units: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]
