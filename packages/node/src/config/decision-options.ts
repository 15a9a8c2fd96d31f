import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { defaultLanguageLimits, type LanguageLimits } from '@tidegate/dsl/limits'
import type { GateOptions } from '@tidegate/engine'
import { parseTrustProxy } from '@tidegate/engine/http'
import { checkGateOptions } from '@tidegate/engine/tools'
import { didYouMean } from '@tidegate/values'

/**
 * The options of a server that change decisions and can be written in a file. They belong into `tidegate.yaml`, so that commands decide
 * as the server does.
 */
export interface DecisionOptions extends Pick<
  GateOptions,
  'ambiguousPaths' | 'duplicateParameters' | 'encodedSlash' | 'mode' | 'processes' | 'trustProxy'
> {
  /** The folder that must contain all files of a policy, as an absolute path. */
  readonly root?: string
  /** Limits on the size of policies that differ from the defaults. */
  readonly limits?: Partial<LanguageLimits>
}

/** Throws an error about a value: what was expected instead. */
export type Fail = (expected: string) => never

/** How an option is read. */
export interface DecisionOption<Value> {
  /** What the option changes: which files a policy consists of, how requests are read, how they are counted, whether they are refused. */
  readonly changes: 'files' | 'requests' | 'counts' | 'enforcement'
  /** Returns the value as the option takes it. Calls `fail` for an invalid one. File names are relative to `folder`. */
  readonly read: (value: unknown, fail: Fail, folder: string) => Value
}

/**
 * Every option that changes decisions. The keys of `tidegate.yaml`, its JSON Schema, the flags of the commands and the tests of each command
 * follow this table, so that a new option cannot be forgotten by one of them.
 */
export const decisionOptions: {
  readonly [Name in keyof DecisionOptions]-?: DecisionOption<NonNullable<DecisionOptions[Name]>>
} = {
  root: { changes: 'files', read: readFolder },
  limits: { changes: 'files', read: readLimits },
  trustProxy: { changes: 'requests', read: readTrustProxy },
  encodedSlash: { changes: 'requests', read: readAs('encodedSlash') },
  ambiguousPaths: { changes: 'requests', read: readAs('ambiguousPaths') },
  duplicateParameters: { changes: 'requests', read: readAs('duplicateParameters') },
  processes: { changes: 'counts', read: readAs('processes') },
  mode: { changes: 'enforcement', read: readAs('mode') },
}

/** Names of these options. */
export const decisionOptionNames = Object.keys(decisionOptions) as readonly (keyof DecisionOptions)[]

/** Names of the options for policy files, which do not apply to compiled plans. */
export const fileOptionNames: readonly (keyof DecisionOptions)[] = decisionOptionNames.filter(
  (name) => decisionOptions[name].changes === 'files',
)

/** Reads an option of gates, which know its valid values. */
function readAs<Name extends keyof GateOptions>(
  name: Name,
): (value: unknown, fail: Fail) => NonNullable<GateOptions[Name]> {
  return (value, fail) => {
    if (value === null) return fail('a value')
    try {
      checkGateOptions({ [name]: value })
    } catch (error) {
      if (error instanceof TypeError) return fail(error.message.replace(`\`${name}\` must be `, ''))
      throw error
    }
    return value as NonNullable<GateOptions[Name]>
  }
}

function readFolder(value: unknown, fail: Fail, folder: string): string {
  if (typeof value !== 'string' || value === '') return fail('the name of a folder')
  const path = resolve(folder, value)
  try {
    realpathSync.native(path)
  } catch {
    return fail(`a folder that exists; there is no ${path}`)
  }
  return path
}

function readLimits(value: unknown, fail: Fail): Partial<LanguageLimits> {
  const example = 'limits by name, such as `{ rules: 500 }`'
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(example)
  const known = Object.keys(defaultLanguageLimits)
  for (const [name, limit] of Object.entries(value) as readonly (readonly [string, unknown])[]) {
    if (!known.includes(name)) {
      const similar = didYouMean(name, known)
      return fail(
        similar === undefined
          ? `limits by these names: ${known.join(', ')}`
          : `a known limit instead of \`${name}\`; did you mean \`${similar}\`?`,
      )
    }
    if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
      return fail(`a whole number of at least 1 for \`${name}\``)
  }
  return value
}

function readTrustProxy(value: unknown, fail: Fail): NonNullable<GateOptions['trustProxy']> {
  try {
    parseTrustProxy(value)
  } catch (error) {
    if (error instanceof TypeError) return fail(`trusted peers: ${error.message}`)
    throw error
  }
  return value as NonNullable<GateOptions['trustProxy']>
}
