import { type JsonKeys, knownJsonKeys } from './json-keys.ts'
import { createJsonReader } from './json-reader.ts'
import { headerOf } from './field.ts'
import type { LogFormat } from './line-reader.ts'
import { parseNginxPattern } from './parse-nginx-pattern.ts'
import { formatOf } from './parse-pattern.ts'
import { createW3cReader } from './w3c-reader.ts'

const common = '$remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent'
const combined = `${common} "$http_referer" "$http_user_agent"`

/** The names of formats that need no pattern, as `--format` accepts them; formats with more fields come first. */
export const formatNames = ['json', 'w3c', 'combined-vhost', 'combined', 'common-vhost', 'common'] as const

export type FormatName = (typeof formatNames)[number]

/** Returns the format with this name. Text formats ignore further fields after the last known one. */
export function knownFormat(name: FormatName, jsonKeys: readonly JsonKeys[] = knownJsonKeys): LogFormat {
  switch (name) {
    case 'combined':
      return formatOf(name, parseNginxPattern(combined, true))
    case 'common':
      return formatOf(name, parseNginxPattern(common, true))
    case 'combined-vhost':
      return formatOf(name, parseNginxPattern(`$host ${combined}`, true))
    case 'common-vhost':
      return formatOf(name, parseNginxPattern(`$host ${common}`, true))
    case 'json':
      return {
        name,
        open: (wanted, zone) => createJsonReader(jsonKeys, wanted, zone),
        headers: jsonKeys.map(({ field }) => headerOf(field)).filter((header) => header !== undefined),
        hasUser: true,
      }
    case 'w3c':
      return { name, open: createW3cReader, headers: undefined, hasUser: true }
  }
}
