import { decisionFormat } from './decision-reader.ts'
import type { JsonKeys } from './json-key-names.ts'
import { knownJsonKeys } from './known-json-keys.ts'
import { createJsonScan } from './json-scan.ts'
import { createKeyedReader } from './keyed-reader.ts'
import type { LogFormat } from './line-reader.ts'
import { createLogfmtScan } from './logfmt-scan.ts'
import { patternFormat, type PatternFormatName, patternFormatNames } from './pattern-formats.ts'
import { shapedFormat, type ShapedFormatName, shapedFormatNames } from './shaped-formats.ts'
import { decodePercent } from './unescape.ts'
import { createW3cReader } from './w3c-reader.ts'

/** The columns that IIS writes unless it is configured otherwise, for logs whose `#Fields` line is missing. */
const iisColumns =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status'

/** The first columns of CloudFront's real-time logs with all fields. */
const realTimeColumns =
  'timestamp c-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem cs-bytes x-edge-location x-edge-request-id x-host-header time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer cs-cookie cs-uri-query x-edge-response-result-type x-forwarded-for'

type OwnFormatName = 'tidegate' | 'json' | 'cloudfront-json' | 'w3c' | 'iis' | 'cloudfront-real-time' | 'logfmt'

/** The name of a format that needs no pattern. */
export type FormatName = OwnFormatName | PatternFormatName | ShapedFormatName

/**
 * The names of formats that need no pattern, as `--format` accepts them. Where several formats can read a line, the one that reads more
 * of it comes first.
 */
export const formatNames: readonly FormatName[] = [
  'tidegate',
  'json',
  'cloudfront-json',
  'w3c',
  ...patternFormatNames,
  ...shapedFormatNames,
  'cloudfront-real-time',
  'iis',
  'logfmt',
]

/** Returns the format with this name. Text formats ignore further fields after the last known one. */
export function knownFormat(name: FormatName, jsonKeys: readonly JsonKeys[] = knownJsonKeys): LogFormat {
  if (isOneOf(patternFormatNames, name)) return patternFormat(name)
  if (isOneOf(shapedFormatNames, name)) return shapedFormat(name)
  switch (name) {
    case 'tidegate':
      return decisionFormat()
    case 'json':
      return keyedFormat(name, createJsonScan, jsonKeys)
    case 'cloudfront-json':
      return keyedFormat(name, createJsonScan, cloudFrontKeys)
    case 'logfmt':
      return keyedFormat(name, createLogfmtScan, jsonKeys)
    case 'w3c':
      return w3cFormat(name, undefined)
    case 'iis':
      return w3cFormat(name, { columns: iisColumns.split(' '), separator: 'space' })
    case 'cloudfront-real-time':
      return w3cFormat(name, { columns: realTimeColumns.split(' '), separator: 'tab' })
  }
}

function isOneOf<Name extends FormatName>(names: readonly Name[], name: FormatName): name is Name {
  return names.some((each) => each === name)
}

/** CloudFront's JSON has the names of its W3C columns, and writes the date and the time of day separately. */
const cloudFrontKeys: readonly JsonKeys[] = [
  { field: { kind: 'date' }, names: ['date'] },
  { field: { kind: 'clock' }, names: ['time'] },
  ...knownJsonKeys
    .filter(({ field }) => field.kind !== 'time')
    .map((key) => {
      if (key.field.kind === 'host') return { ...key, names: ['x-host-header', 'cs(Host)', ...key.names] }
      if (key.field.kind !== 'agent') return key
      return { ...key, names: ['cs(User-Agent)', ...key.names], decode: { 'cs(User-Agent)': decodePercent } }
    }),
]

function keyedFormat(
  name: FormatName,
  createScan: typeof createJsonScan | typeof createLogfmtScan,
  keys: readonly JsonKeys[],
): LogFormat {
  return {
    name,
    open: (headers, zone, receivedMs) => createKeyedReader(createScan, keys, headers, zone, receivedMs),
    headers: undefined,
    hasUser: true,
  }
}

function w3cFormat(name: FormatName, preset: Parameters<typeof createW3cReader>[3]): LogFormat {
  return {
    name,
    open: (headers, zone, receivedMs) => createW3cReader(headers, zone, receivedMs, preset),
    headers: undefined,
    hasUser: true,
  }
}
