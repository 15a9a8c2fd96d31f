import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const folder = new URL('../../schemas/', import.meta.url)

let compiled: ReadonlyMap<string, ValidateFunction> | undefined

/** Returns a validator for every JSON Schema that the command line ships, by its name without `.schema.json`; compiles them once per process. */
export function shippedSchemas(): ReadonlyMap<string, ValidateFunction> {
  compiled ??= compileSchemas()
  return compiled
}

function compileSchemas(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true })
  const names = readdirSync(folder).filter((name) => name.endsWith('.schema.json'))
  for (const name of names) ajv.addSchema(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object, name)
  return new Map(names.map((name) => [name.replace('.schema.json', ''), ajv.getSchema(name) as ValidateFunction]))
}
