import { checkOptions, checkValues, definePlugin, type Plugin, type SyncFact, type ValueKind } from '@tidegate/engine'
import { continentCodes, countryCodes } from './country-codes.ts'
import type { Database, DatabaseRecord } from './database.ts'
import { type DatabaseFile, type DatabaseFileState, openDatabaseFile } from './database-file.ts'

/** Which databases to read, and how to watch them. */
export interface GeoipOptions {
  /** Path of a country or city database (`.mmdb`), which supplies `country` and `continent`. */
  readonly country?: string
  /** Path of a database of autonomous systems, which supplies `asn` and `as.name`. */
  readonly asn?: string
  /** Milliseconds between checks for new files; 0 disables them. Default 10,000. */
  readonly pollMs?: number
  /** The maximum size of a file in bytes; larger files are not read. Default 536,870,912. */
  readonly maxBytes?: number
  /** Called when a new file is in use. */
  readonly onReload?: (state: DatabaseFileState) => void
  /** Called when a new file cannot be used, once until it changes; the last valid database stays in use. */
  readonly onFault?: (file: string, error: Error) => void
  /** Wall clock in milliseconds. Default `Date.now`. */
  readonly wallMs?: () => number
}

/** The open databases, and the plugin that reads from them. */
export interface Geoip {
  /** The plugin for the option `plugins`; policies contain `use geoip`. */
  readonly plugin: Plugin
  /** Checks now whether a file was replaced. Never rejects. */
  reload(): Promise<void>
  /** The state of each database, with its age. */
  stats(): readonly DatabaseFileState[]
  /** Stops checking; the plugin continues to use the databases that it has. */
  close(): void
}

const kinds: Readonly<Record<keyof GeoipOptions, readonly ValueKind[]>> = {
  country: ['text'],
  asn: ['text'],
  pollMs: ['number'],
  maxBytes: ['number'],
  onReload: ['function'],
  onFault: ['function'],
  wallMs: ['function'],
}

const defaultPollMs = 10_000
const defaultMaxBytes = 512 * 1024 * 1024

/**
 * Opens databases in MaxMind's format. Rejects with an `Error` that names the file if one cannot be used, and with a `TypeError` if none is
 * given, so that no application starts without the countries that its policy uses. Facts are looked up in memory, synchronously.
 */
export async function openGeoip(options: GeoipOptions): Promise<Geoip> {
  checkOptions('openGeoip', options, Object.keys(kinds))
  checkValues('openGeoip', options, kinds)
  const { country, asn, pollMs = defaultPollMs, maxBytes = defaultMaxBytes } = options
  if (country === undefined && asn === undefined)
    throw new TypeError('openGeoip: no database given: set `country` or `asn`, or both')
  const openFile = (file: string, kind: 'country' | 'asn'): Promise<DatabaseFile> =>
    openDatabaseFile(file, {
      pollMs,
      maxBytes,
      wallMs: options.wallMs ?? Date.now,
      check: (database) => checkKind(database, kind),
      onReload: options.onReload ?? (() => {}),
      onFault: options.onFault ?? (() => {}),
    })
  const countries = country === undefined ? undefined : await openFile(country, 'country')
  const systems =
    asn === undefined
      ? undefined
      : await openFile(asn, 'asn').catch((error: unknown) => {
          countries?.close()
          throw error
        })
  const files = [countries, systems].filter((file) => file !== undefined)

  return {
    plugin: definePlugin({
      apiVersion: 1,
      name: 'geoip',
      facts: {
        ...(countries !== undefined && countryFacts(countries)),
        ...(systems !== undefined && asnFacts(systems)),
      },
    }),
    reload: async () => {
      await Promise.all(files.map((file) => file.reload()))
    },
    stats: () => files.map((file) => file.state()),
    close: () => {
      for (const file of files) file.close()
    },
  }
}

type Facts = Readonly<Record<string, SyncFact<string | number>>>

function countryFacts(file: DatabaseFile): Facts {
  return {
    country: {
      type: 'text',
      values: countryCodes,
      read: ({ ip, address }) => textAt(partOf(file.current().find(ip, address), 'country'), 'iso_code'),
    },
    continent: {
      type: 'text',
      values: continentCodes,
      read: ({ ip, address }) => textAt(partOf(file.current().find(ip, address), 'continent'), 'code'),
    },
  }
}

function asnFacts(file: DatabaseFile): Facts {
  return {
    asn: {
      type: 'number',
      read: ({ ip, address }) => {
        const number = valueAt(file.current().find(ip, address), 'autonomous_system_number')
        return typeof number === 'number' ? number : undefined
      },
    },
    'as.name': {
      type: 'text',
      read: ({ ip, address }) => textAt(file.current().find(ip, address), 'autonomous_system_organization'),
    },
  }
}

/** Throws if the type of a database, such as `GeoLite2-Country`, `GeoIP2-City`, `GeoLite2-ASN` or `DBIP-ASN-Lite`, is of another kind. */
function checkKind({ type }: Database, kind: 'country' | 'asn'): void {
  const isSystems = /ASN|ISP/i.test(type)
  if (isSystems !== (kind === 'asn')) {
    const expected = kind === 'asn' ? 'an ASN database' : 'a country or city database'
    throw new Error(`expected ${expected}, found one of type ${JSON.stringify(type.slice(0, 64))}`)
  }
}

function partOf(record: DatabaseRecord | undefined, name: string): DatabaseRecord | undefined {
  const part = valueAt(record, name)
  return typeof part === 'object' && part !== null ? (part as DatabaseRecord) : undefined
}

function textAt(record: DatabaseRecord | undefined, name: string): string | undefined {
  const text = valueAt(record, name)
  return typeof text === 'string' ? text : undefined
}

/** The value of an own property: the names in a record come from a file. */
function valueAt(record: DatabaseRecord | undefined, name: string): unknown {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
