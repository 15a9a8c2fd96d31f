import { didYouMean, isZone } from '@tidegate/values'
import { dirname } from 'node:path'
import { isMap, isScalar, LineCounter } from 'yaml'
import { parseYaml, tooManyAliases, yamlFault, yamlJson } from '@tidegate/yaml-values'
import { type CheckFormat, checkFormats, type Config, type PluginEntry } from './config.ts'
import { ConfigError } from './config-error.ts'
import { decisionOptions, type Fail } from './decision-options.ts'
import { type FailAt, readServe } from './serve/read-serve.ts'

type Reader = (value: unknown, fail: Fail, folder: string, failAt: FailAt) => unknown

const optionReaders = Object.fromEntries(
  Object.entries(decisionOptions).map(([name, { read }]): [string, Reader] => [name, read]),
) as Readonly<Record<keyof typeof decisionOptions, Reader>>

const readers: Readonly<Record<keyof Config, Reader>> = {
  policy: readNames,
  tests: readNames,
  format: (value, fail) =>
    checkFormats.includes(value as CheckFormat) ? value : fail(`one of ${checkFormats.join(', ')}`),
  strict: (value, fail) => (typeof value === 'boolean' ? value : fail('true or false')),
  coverage: (value, fail) =>
    typeof value === 'number' && value >= 0 && value <= 100 ? value : fail('a percentage from 0 to 100'),
  facts: (value, fail) => (isRecord(value) ? value : fail('an object with a value for each fact')),
  plugins: readPlugins,
  logZone: (value, fail) =>
    typeof value === 'string' && isZone(value) ? value : fail('a time zone such as Europe/Bucharest'),
  logFormat: (value, fail) => (typeof value === 'string' && value !== '' ? value : fail('the name of a log format')),
  serve: (value, _fail, folder, failAt) => readServe(value, failAt, folder),
  ...optionReaders,
}

/** The keys of `tidegate.yaml`. */
export const configKeys: readonly string[] = Object.keys(readers)

/**
 * Returns the configuration in the text of a `tidegate.yaml`. Throws `ConfigError` for text that is not valid YAML, for unknown keys (with
 * a similar key, if there is one) and for invalid values. `path` is the place of the file; the folder `root` is relative to it.
 */
export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter()
  const document = parseYaml(text, lines)
  const fault = yamlFault(document, path)
  if (fault !== undefined) throw new ConfigError(fault.message, fault.help)
  if (document.contents === null) return {}
  const value = yamlJson(document, document)
  if (value === undefined) throw new ConfigError(`\`${path}\`: ${tooManyAliases}`, 'write the values themselves')
  if (value === null) return {}
  if (!isRecord(value))
    throw new ConfigError(`\`${path}\` is not an object`, 'write keys with values, such as `policy: site.policy`')
  const { contents } = document
  const placeOf = (...keys: readonly string[]): string => {
    let offset: number | undefined
    let node: unknown = contents
    for (const key of keys) {
      const pair = isMap(node) ? node.items.find((each) => isScalar(each.key) && each.key.value === key) : undefined
      if (isScalar(pair?.key)) offset = pair.key.range?.[0]
      node = pair?.value
    }
    return offset === undefined ? `\`${path}\`` : `\`${path}\` (line ${lines.linePos(offset).line})`
  }
  const entries = Object.entries(value).map(([key, given]) => {
    const reader = Object.hasOwn(readers, key) ? readers[key as keyof Config] : undefined
    if (reader === undefined) {
      const similar = didYouMean(key, configKeys)
      throw new ConfigError(
        `unknown key \`${key}\` in ${placeOf(key)}`,
        similar === undefined ? `the keys are ${configKeys.join(', ')}` : `did you mean \`${similar}\`?`,
      )
    }
    const fail = (expected: string): never => {
      throw new ConfigError(`invalid \`${key}\` in ${placeOf(key)}: ${JSON.stringify(given)}`, `expected ${expected}`)
    }
    const failAt = (inner: string, value: unknown, expected: string): never => {
      const name = inner === '' ? key : `${key}.${inner}`
      throw new ConfigError(
        `invalid \`${name}\` in ${placeOf(key, inner)}: ${JSON.stringify(value)}`,
        `expected ${expected}`,
      )
    }
    return [key, reader(given, fail, dirname(path), failAt)] as const
  })
  return Object.fromEntries(entries) as Config
}

function readNames(value: unknown, fail: Fail): readonly string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value]
  return names.length > 0 && names.every((name): name is string => typeof name === 'string' && name !== '')
    ? names
    : fail('a file name, or a list of file names')
}

const pluginExample = 'a module, or a list of modules, each as `{ module: …, export: …, options: {…}, files: {…} }`'

function readPlugins(value: unknown, fail: Fail): readonly PluginEntry[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  return entries.map((entry) => {
    const plugin = typeof entry === 'string' ? { module: entry } : entry
    return isPluginEntry(plugin) ? plugin : fail(pluginExample)
  })
}

function isPluginEntry(value: unknown): value is PluginEntry {
  if (!isRecord(value)) return false
  const { module, export: name, options, files, ...rest } = value
  return (
    typeof module === 'string' &&
    module !== '' &&
    (name === undefined || typeof name === 'string') &&
    (options === undefined || isRecord(options)) &&
    (files === undefined || (isRecord(files) && Object.values(files).every((file) => typeof file === 'string'))) &&
    Object.keys(rest).length === 0
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
