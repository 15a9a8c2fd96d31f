import type { LogFormat } from './line-reader.ts'
import { createShapedReader, type LineShape } from './shaped-reader.ts'

/** The names of these formats. */
export const shapedFormatNames = ['haproxy', 'squid', 'gin', 'rails', 'uvicorn', 'uwsgi', 'php-server'] as const

/** The name of a format with a shape. */
export type ShapedFormatName = (typeof shapedFormatNames)[number]

/** Formats whose columns are padded, or follow each other without one separator. */
const shapes: Readonly<Record<ShapedFormatName, LineShape>> = {
  haproxy: {
    expression:
      /^(?<client>\S+):\d+ \[(?<time>[^\]]+)\] \S+ [^\s/]+\/\S+ [-+\d]+(?:\/[-+\d]+){3}\/(?<active>[-+\d]+) (?<status>-?\d+) [+\d]+ \S+ \S+ \S{4} \S+ \S+ (?:\{[^}]*\} ){0,2}"(?<request>[^"]*)"/,
    decode: (group, written) => (group === 'request' ? withOctets(written) : written),
  },
  squid: {
    expression:
      /^(?<time>\d{9,10}\.\d{3}) +(?<elapsed>-?\d+) (?<client>\S+) [A-Z_]+\/(?<status>\d{3}) \d+ (?<method>[A-Z]+) (?<target>\S+) (?<user>\S+) \S+\/\S+/,
  },
  gin: {
    expression:
      /^[^"{]{0,20}\[GIN\] (?<time>\d{4}\/\d\d\/\d\d - \d\d:\d\d:\d\d) \|[^|\d]*(?<status>\d{3})[^|\d]*\| +\S+ \| +(?<client>\S+) \|[^|A-Z]*(?<method>[A-Z]+)[^"]{1,20}"(?<target>[^"]*)"/,
    decode: (group, written) => (group === 'time' ? written.replace(' - ', ' ') : written),
  },
  rails: {
    expression:
      /^[^"{]{0,200}Started (?<method>[A-Z]+) "(?<target>[^"]*)" for (?<client>\S+) at (?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: (?:[-+]\d{4}|UTC))?)/,
  },
  uwsgi: {
    expression:
      /^\[pid: [^\]]{1,100}\] (?<client>\S+) \((?<user>[^)]*)\) \{\d+ vars in \d+ bytes\} \[(?<time>[^\]]+)\] (?<method>[A-Z]+) (?<target>\S+) => generated \d+ bytes in \d+ msecs \(HTTP\/[\d.]+ (?<status>\d{3})\)/,
    decode: (group, written) => (group === 'time' ? commonTime(written) : written),
  },
  'php-server': {
    expression: /^\[(?<time>[^\]]+)\] (?<client>\S+:\d+) \[(?<status>\d{3})\]: (?<method>[A-Z]+) (?<target>\S+)/,
    decode: (group, written) => (group === 'time' ? commonTime(written) : written),
  },
  uvicorn: {
    expression: /^(?:INFO:? +)?(?<client>\S+:\d+) - "(?<request>[A-Z]+ [^"]* HTTP\/[\d.]+)" (?<status>\d{3})\b/,
  },
}

/** Returns the format with this name. */
export function shapedFormat(name: ShapedFormatName): LogFormat {
  const shape = shapes[name]
  return {
    name,
    open: (_, zone, receivedMs) => createShapedReader(shape, zone, receivedMs),
    headers: [],
    hasUser: name === 'squid' || name === 'uwsgi',
  }
}

/** Turns the time that C's `asctime` writes, `Wed Nov 18 10:00:00 2026`, into `18/Nov/2026:10:00:00`. */
function commonTime(written: string): string {
  return written.replace(
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/,
    (_, month: string, day: string, clock: string, year: string) =>
      `${day.replace(' ', '0')}/${month}/${year}:${clock}`,
  )
}

/**
 * HAProxy writes `#22` for octets that are not printable, and for quotes and `#`.
 *
 * Source: HAProxy 2.6 Configuration Manual, 8.6 “Non-printable characters”.
 */
function withOctets(text: string): string {
  return text.replaceAll(/#([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
