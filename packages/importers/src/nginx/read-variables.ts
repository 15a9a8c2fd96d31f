import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { readGeo } from './read-geo.ts'
import { readMap } from './read-map.ts'
import { type Variable, variableName, type Variables } from './variable.ts'

/** Reads every `geo` and `map` of a configuration; those that cannot be imported are noted. */
export function readVariables(directives: readonly Directive[], draft: PolicyDraft): Variables {
  const variables = new Map<string, Variable>()
  const all = flatten(directives)
  for (const directive of all.filter(({ name }) => name === 'geo')) {
    const target = variableName(directive.args.at(-1))
    const read = readGeo(directive, draft)
    if (target !== undefined && read !== undefined) variables.set(target, read)
  }
  // A map may use another one that comes after it.
  const maps = all.filter(({ name }) => name === 'map')
  for (const directive of [...maps, ...maps]) {
    const target = variableName(directive.args[1])
    if (target === undefined || variables.has(target)) continue
    const read = readMap(directive, target, variables, draft)
    if (read !== undefined) variables.set(target, read)
  }
  for (const { args, line } of maps) {
    const target = variableName(args[1])
    if (target === undefined || !variables.has(target)) {
      draft.note(line, `map of ${args[0] ?? ''} to ${args[1] ?? ''} is not imported: its source has no equivalent`)
    }
  }
  return variables
}

function flatten(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
