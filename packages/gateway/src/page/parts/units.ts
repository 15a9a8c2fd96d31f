import { html, type Markup } from '@tidegate/markup'

const numbers = new Intl.NumberFormat('en')

/** A count with its digits in groups: `1,234,567`. */
export function count(value: number): string {
  return numbers.format(value)
}

/** A share in percent: `12.3 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const share = (part / whole) * 100
  if (share < 0.1) return '< 0.1 %'
  return `${share >= 99.95 && part < whole ? '99.9' : share.toFixed(share === 100 ? 0 : 1)} %`
}

/** A number of things: `1 rule`, `2 rules`. */
export function plural(value: number, one: string, several = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`
}

/** Requests per second: `1,240 per second`, `0.4 per second`. */
export function perSecond(value: number): string {
  return `${value >= 10 || value === 0 ? count(Math.round(value)) : value.toFixed(1)} per second`
}

/** A size in bytes: `2.6 MB`. */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`
  return value < 1_000_000 ? `${(value / 1_000).toFixed(0)} kB` : `${(value / 1_000_000).toFixed(1)} MB`
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** A time span in its two largest units: `2 h 5 min`; below a second in milliseconds. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  let rest = Math.round(ms / 1_000) * 1_000
  const texts: string[] = []
  for (const [unit, size] of units) {
    const whole = Math.floor(rest / size)
    rest -= whole * size
    if (whole > 0) texts.push(`${whole} ${unit}`)
    else if (texts.length > 0) break
    if (texts.length === 2) break
  }
  return texts.join(' ')
}

/** A point in time in UTC, as the log has it, and how long ago that is or will be. */
export function time(atMs: number, nowMs: number): Markup {
  const iso = new Date(atMs).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>
    <span class="age">(${age(atMs, nowMs)})</span>`
}

/** How long ago a point in time is, with the time itself for machines and on pointing at it. */
export function ago(atMs: number, nowMs: number): Markup {
  const iso = new Date(atMs).toISOString()
  return html`<time datetime="${iso}" title="${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC">${age(atMs, nowMs)}</time>`
}

function age(atMs: number, nowMs: number): string {
  if (atMs > nowMs) return `in ${duration(atMs - nowMs)}`
  return nowMs - atMs < 1_000 ? 'now' : `${duration(nowMs - atMs)} ago`
}
