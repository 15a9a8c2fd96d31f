const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

const maxMs = 3_600_000

/** Reads a time such as `500ms`, `10s` or `2m`, at most an hour, as milliseconds. Undefined for everything else, also for numbers without a unit. */
export function readMilliseconds(value: unknown): number | undefined {
  if (value === 0 || value === '0') return 0
  if (typeof value !== 'string') return undefined
  const [, digits, unit] = /^(\d{1,7}) ?(ms|s|m|min|h)$/.exec(value) ?? []
  if (digits === undefined || unit === undefined) return undefined
  const ms = Number(digits) * units[unit]!
  return ms <= maxMs ? ms : undefined
}
