import type { Directive } from './parse-nginx.ts'
import { noteAt } from './place.ts'
import { readGeo } from './read-geo.ts'
import { readMap } from './read-map.ts'
import type { ConditionReading } from './request-condition.ts'
import { templateParts, type Variable, variableName, type Variables } from './variable.ts'

/** Reads every `geo` and `map` of a configuration; those that cannot be imported are noted. */
export function readVariables(directives: readonly Directive[], reading: ConditionReading): Variables {
  const { draft } = reading
  const variables = new Map<string, Variable>()
  const all = flatten(directives)
  for (const directive of all.filter(({ name }) => name === 'geo')) {
    const target = variableName(directive.args.at(-1))
    const read = readGeo(directive, draft)
    if (target !== undefined && read !== undefined) variables.set(target, read)
  }
  const maps = new Map<string, Directive>()
  for (const directive of all) {
    if (directive.name === 'map') maps.set(variableName(directive.args[1]) ?? '', directive)
    if (directive.name === 'split_clients')
      noteAt(draft, directive, 'split_clients is not imported: it chooses at random')
  }
  // A map may use another one that comes after it.
  const open = new Set<string>()
  const read = (target: string, directive: Directive): void => {
    if (open.has(target) || variables.has(target)) return
    open.add(target)
    for (const part of templateParts(directive.args[0] ?? '')) {
      const source = part.kind === 'name' ? maps.get(part.name) : undefined
      if (part.kind === 'name' && source !== undefined) read(part.name, source)
    }
    const variable = readMap(directive, target, variables, reading)
    if (variable !== undefined) variables.set(target, variable)
    else {
      const [from = '', to = ''] = directive.args
      noteAt(draft, directive, `map of ${from} to ${to} is not imported: its source has no equivalent`)
    }
  }
  for (const [target, directive] of maps) read(target, directive)
  return variables
}

function flatten(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
