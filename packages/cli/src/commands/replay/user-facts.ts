import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Plugin } from '@tidegate/engine'
import { faultOfFact, jsonFault } from '@tidegate/request-specs'
import type { FactSpec, Model } from '@tidegate/model'
import { parseYaml, tooManyAliases, yamlFault, yamlJson } from '@tidegate/yaml-values'
import { CliError, type Io } from '../../io.ts'
import { checkReadable } from '../../policies/check-readable.ts'
import type { UserFacts } from '@tidegate/replay'

type Values = Readonly<Record<string, unknown>>

/**
 * Reads the facts of users from a YAML or JSON file: an object of user names, each with facts by name. Throws `CliError` for a file of
 * another form, for a fact that no policy declares, and for an invalid value.
 */
export async function readUserFacts(
  file: string,
  models: readonly Model[],
  plugins: readonly Plugin[],
  io: Io,
): Promise<UserFacts> {
  const path = resolve(io.cwd, file)
  await checkReadable(path, file, 'name a YAML or JSON file')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
  const all = parse(text, file)
  const declared = models.flatMap(({ facts }) => facts)
  const users = Object.entries(all).map(([user, facts]): readonly [string, Values] => {
    if (!isRecord(facts)) throw new CliError(`\`${user}\` in \`${file}\` has no facts`, example)
    for (const [name, value] of Object.entries(facts)) check(name, value, { user, file, declared, plugins })
    return [user, facts]
  })
  return { file, users: new Map(users) }
}

interface Checking {
  readonly user: string
  readonly file: string
  readonly declared: readonly FactSpec[]
  readonly plugins: readonly Plugin[]
}

function check(name: string, value: unknown, { user, file, declared, plugins }: Checking): void {
  const own = declared.filter((fact) => fact.name === name)
  for (const fact of own.length === 0 ? [undefined] : own) {
    const fault = faultOfFact(name, value, fact === undefined ? declared : [fact], plugins)
    if (fault !== undefined) throw new CliError(`\`${user}\` in \`${file}\`: ${fault.message}`, fault.help)
  }
}

const example = 'write it as `anna: { user.role: admin }`, one user per line'

function parse(text: string, file: string): Values {
  const value: unknown = file.endsWith('.json') ? parseJson(text, file) : parseUsers(text, file)
  if (isRecord(value)) return value
  throw new CliError(`\`${file}\` contains no users`, example)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CliError(`\`${file}\` is ${jsonFault(error)}`)
  }
}

function parseUsers(text: string, file: string): unknown {
  const document = parseYaml(text)
  const fault = yamlFault(document, file)
  if (fault !== undefined) throw new CliError(fault.message, fault.help)
  const value = yamlJson(document, document)
  if (value === undefined && document.contents !== null) throw new CliError(`\`${file}\`: ${tooManyAliases}`)
  return value
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
