import { always, type Condition, never } from '../draft/condition.ts'
import { type Host, hostNamed, hostRegions } from '../draft/host-regions.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ApacheDirective } from './parse-apache.ts'

/**
 * Returns the requests that each virtual host receives: those for its names, and, for the first virtual host of a port, those for
 * names that belong to no virtual host.
 */
export function virtualHosts(
  directives: readonly ApacheDirective[],
  draft: PolicyDraft,
): ReadonlyMap<ApacheDirective, Condition> {
  const sections = directives.filter(({ name }) => name === 'virtualhost')
  const regions = hostRegions(sections.map((section) => hostOf(section, draft)))
  return new Map(
    sections.map((section, index) => {
      const region = regions[index] ?? never
      if (region.kind === 'never')
        draft.note(
          section.line,
          '<VirtualHost> is not imported: it has no name that can be expressed, and is not the first of a port',
        )
      return [section, region.kind === 'never' && sections.length === 1 ? always : region]
    }),
  )
}

function hostOf({ args, block = [] }: ApacheDirective, draft: PolicyDraft): Host {
  const names = block.filter(({ name }) => name === 'servername' || name === 'serveralias')
  return {
    sockets: args.length === 0 ? ['*'] : [...new Set(args.map((address) => /:(\d+|\*)$/.exec(address)?.[1] ?? '*'))],
    isDefaultOf: [],
    names: names.flatMap(({ args: given, line }) =>
      given.map((name) => {
        const condition = hostNamed(name.replace(/^https?:\/\//, '').replace(/:\d+$/, ''))
        if (condition === undefined) draft.note(line, `the name ${name} is not imported`)
        return condition
      }),
    ),
  }
}
