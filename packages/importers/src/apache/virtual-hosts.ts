import { always, type Condition, never } from '../draft/condition.ts'
import { type Host, hostNamed, hostRegions } from '../draft/host-regions.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { controlsAccess } from './sections.ts'
import { type ApacheReading, shown } from './reading.ts'

/**
 * Returns the requests that each virtual host receives: those for its names, and, for the first virtual host of a port, those for
 * names that belong to no virtual host.
 */
export function virtualHosts(
  directives: readonly ApacheDirective[],
  reading: ApacheReading,
): ReadonlyMap<ApacheDirective, Condition> {
  const sections = directives.filter(({ name }) => name === 'virtualhost')
  notePorts(sections, reading)
  const regions = hostRegions(sections.map((section) => hostOf(section, reading)))
  return new Map(
    sections.map((section, index) => {
      const region = regions[index] ?? never
      if (region.kind === 'never')
        reading.note(
          section,
          `${shown(section)} is not imported: it has no name that can be expressed, and is not the first of a port`,
        )
      return [section, region.kind === 'never' && sections.length === 1 ? always : region]
    }),
  )
}

function hostOf({ args, block = [] }: ApacheDirective, reading: ApacheReading): Host {
  const names = block.filter(({ name }) => name === 'servername' || name === 'serveralias')
  return {
    sockets: args.length === 0 ? ['*'] : [...new Set(args.map((address) => /:(\d+|\*)$/.exec(address)?.[1] ?? '*'))],
    isDefaultOf: [],
    names: names.flatMap((directive) =>
      directive.args.map((name) => {
        const condition = hostNamed(name.replace(/^https?:\/\//, '').replace(/:\d+$/, ''))
        if (condition === undefined) reading.note(directive, `the name ${name} is not imported: it has no equivalent`)
        return condition
      }),
    ),
  }
}

/** Writes a note where virtual hosts of different ports have the same name, because the gate does not know the port of a request. */
function notePorts(sections: readonly ApacheDirective[], reading: ApacheReading): void {
  const known = new Map<string, ApacheDirective>()
  for (const section of sections) {
    const { args, block = [] } = section
    const ports = args.map((address) => /:(\d+|\*)$/.exec(address)?.[1] ?? '*').join(' ')
    const own = block.filter(({ name }) => name === 'servername' || name === 'serveralias').flatMap((each) => each.args)
    const names =
      own.length === 0
        ? ['']
        : own.map((name) =>
            name
              .replace(/^https?:\/\//, '')
              .replace(/:\d+$/, '')
              .toLowerCase(),
          )
    for (const name of names) {
      const other = known.get(name)
      const otherPorts = other?.args.map((address) => /:(\d+|\*)$/.exec(address)?.[1] ?? '*').join(' ')
      if (other === undefined) known.set(name, section)
      else if (otherPorts !== ports && (controlsAccess(block) || controlsAccess(other.block ?? [])))
        reading.note(
          section,
          `${shown(section)} and the one in line ${other.line} have the same name${name === '' ? '' : ` ${name}`}: the gate does not know ports, so that the rules of both apply`,
        )
    }
  }
}
