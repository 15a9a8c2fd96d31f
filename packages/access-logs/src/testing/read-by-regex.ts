import { formatIp, parseIp } from '@tidegate/values'
import { unescape } from '../formats/unescape.ts'
import type { ReadLine } from './read-lines.ts'

const text = String.raw`((?:[^"\\]|\\.)*)`
const combined = new RegExp(
  String.raw`^(\S+) \S+ ([^"]*) \[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\] "${text}" (\S+) \S+ "${text}" "${text}"`,
  's',
)
const request = /^([A-Za-z][\w-]*) (.*?)(?: HTTP\/(?:.{3}|[^ ]*))?$/s
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Reference implementation of the readers: one line of the combined format by regular expressions; undefined if they do not
 * match.
 */
export function readByRegex(line: string): ReadLine | undefined {
  const match = combined.exec(line)
  if (match === null) return undefined
  const [, client = '', user = '', day, month = '', year, hours, minutes, seconds, sign] = match
  const [offsetHours = '', offsetMinutes = '', asked = '', status = '', , agent = ''] = match.slice(10)
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes))
  const [, method = '', target = ''] = request.exec(unescape(asked)) ?? []
  const ip = parseIp(client)
  if (ip === undefined || method === '' || target === '') return undefined
  const isKnown = /^\d{3}$/.test(status)
  const name = unescape(user)
  return {
    kind: 'request',
    ip: formatIp(ip),
    request: {
      timeMs:
        Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hours), Number(minutes), Number(seconds)) -
        offset * 60_000,
      user: status === '401' || ['-', '', '""'].includes(name) ? undefined : name,
      method,
      target,
      status: isKnown ? Number(status) : 0,
      host: undefined,
      agent: ['-', ''].includes(unescape(agent)) ? undefined : unescape(agent),
      headers: [],
      logged: undefined,
    },
  }
}
