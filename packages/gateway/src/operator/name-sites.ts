import { basename, extname } from 'node:path'
import type { Site } from '../sites/sites.ts'
import type { OperatorProblem } from './operator-result.ts'
import type { SiteName } from './operator.ts'

/** A site with the name under which operators know it. */
export interface NamedSite extends SiteName {
  readonly gate: Site['gate']
}

/** Names the sites: by their policy, or by the file of it; numbered where several would have the same name. Names stay when policies are reloaded. */
export function nameSites({ all }: { readonly all: readonly Omit<Site, 'passHeaders'>[] }): readonly NamedSite[] {
  const taken = new Set<string>()
  return all.map(({ policy, hosts, gate }) => {
    const plain = gate.plan.model.name ?? basename(policy, extname(policy))
    let site = plain
    for (let n = 2; taken.has(site); n++) site = `${plain} ${n}`
    taken.add(site)
    return { site, file: policy, hosts, gate }
  })
}

/** The sites that are meant by a name, a file or a host; all of them if none is named. */
export function sitesNamed<Site extends SiteName>(
  all: readonly Site[],
  name: string | undefined,
): readonly Site[] | OperatorProblem {
  if (name === undefined) return all
  const found =
    all.find(({ site }) => site === name) ??
    all.find(({ file }) => file === name || basename(file) === name) ??
    all.find(({ hosts }) => hosts.includes(name.toLowerCase()))
  return found === undefined
    ? { code: 'unknown-site', message: `there is no site \`${name}\``, help: `the sites are ${namesOf(all)}` }
    : [found]
}

/** The one site that is meant. If there are several, it has to be named. */
export function siteNamed(all: readonly NamedSite[], name: string | undefined): NamedSite | OperatorProblem {
  const found = sitesNamed(all, name)
  if (!Array.isArray(found)) return found as OperatorProblem
  const [only, ...others] = found as readonly NamedSite[]
  return only !== undefined && others.length === 0
    ? only
    : {
        code: 'several-sites',
        message: 'there are several sites',
        help: `name one of ${namesOf(all)} with --site`,
      }
}

function namesOf(all: readonly SiteName[]): string {
  return all.map(({ site }) => `\`${site}\``).join(', ')
}
