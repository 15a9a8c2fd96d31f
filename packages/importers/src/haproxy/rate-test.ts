import type { Fetch } from './fetch.ts'
import type { PatternList, RateTest } from './haproxy-context.ts'

/** Returns the test of a counter, such as `sc_http_req_rate(0) gt 20`; undefined for other samples. */
export function rateTest(fetch: Fetch, list: PatternList, label: string): RateTest | undefined {
  const tracked = /^sc([0-9]?)_(\w+)$/.exec(fetch.name)
  const bySource = /^src_(\w+)$/.exec(fetch.name)
  const counter = tracked?.[2] ?? bySource?.[1]
  if (counter === undefined || !counters.has(counter)) return undefined
  const args = [...fetch.args]
  const slot = tracked === null ? undefined : Number(tracked[1] === '' ? args.shift() : tracked[1])
  const [table] = args
  return { kind: 'rate', counter, slot, table, count: fetch.converters.length > 0 ? Number.NaN : countOf(list), label }
}

/** The number that the counter must exceed; NaN if the comparison is of another kind. */
function countOf({ operator, values, patterns }: PatternList): number {
  const [value = '', ...others] = operator === undefined ? patterns.map(({ text }) => text) : values
  if (others.length > 0) return Number.NaN
  const from = /^(\d+):$/.exec(value)?.[1]
  if (operator === undefined && from !== undefined) return Number(from) - 1
  if (!/^\d+$/.test(value)) return Number.NaN
  return operator === 'gt' ? Number(value) : operator === 'ge' ? Number(value) - 1 : Number.NaN
}

const counters: ReadonlySet<string> = new Set(
  (
    'http_req_rate http_req_cnt http_err_rate http_err_cnt http_fail_rate http_fail_cnt conn_rate conn_cnt conn_cur sess_rate sess_cnt ' +
    'gpc0_rate gpc1_rate gpc_rate get_gpc get_gpc0 get_gpc1 inc_gpc inc_gpc0 inc_gpc1 clr_gpc clr_gpc0 clr_gpc1 get_gpt get_gpt0 ' +
    'bytes_in_rate bytes_out_rate kbytes_in kbytes_out trackers updt_conn_cnt'
  ).split(' '),
)
