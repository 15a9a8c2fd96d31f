import type { NginxCase, NginxProbe } from './nginx-case.ts'

/** A probe of a golden file. */
export interface GoldenProbe extends NginxProbe {
  /** Its line in the file. */
  readonly line: string
  /** Whether a comment in the policy explains why nginx answers otherwise. */
  readonly isExplained: boolean
}

/** A configuration of a golden file. */
export interface GoldenCase extends NginxCase {
  readonly probes: readonly GoldenProbe[]
}

/**
 * Reads a golden file: a configuration, then `=== requests` and one request per line: method, host, target, address, user agent and a field of
 * the header. `-` stands for nothing, `~` for a blank. A request after `!` is one that nginx answers otherwise.
 */
export function readNginxGolden(name: string, input: string): GoldenCase {
  const [configuration = '', requests = ''] = input.split('=== requests\n')
  const probes = requests
    .split('\n')
    .filter((line) => line !== '')
    .map(readProbe)
  return { name, http: '', servers: withUniqueNames(configuration), probes }
}

function readProbe(line: string): GoldenProbe {
  const isExplained = line.startsWith('! ')
  const words = line.replace(/^! /, '').split(' ')
  const [method = 'GET', host = '', target = '/', ip, agent, field] = words.map((word) =>
    word === '-' ? undefined : word.replaceAll('~', ' '),
  )
  const [header = '', value = ''] = field?.split('=') ?? []
  return {
    line,
    isExplained,
    method,
    host,
    target,
    ...(ip !== undefined && { ip }),
    ...(agent !== undefined && { agent }),
    headers: field === undefined ? [] : [[header, value]],
  }
}

/** Marks the names of variables and zones, so that the configurations of several cases do not share them. */
function withUniqueNames(configuration: string): string {
  const defined = configuration.matchAll(
    /\b(?:map|geo)\b[^{]*\$(\w+)\s*\{|\bset \$(\w+)|\bzone=(\w+):|\bupstream (\w+)/g,
  )
  const names = [...new Set(Array.from(defined, ([, ...groups]) => groups.find((group) => group !== undefined)!))]
  if (names.length === 0) return configuration
  const known = names.toSorted((one, other) => other.length - one.length).join('|')
  return configuration.replaceAll(
    new RegExp(String.raw`((?:\$\{?|zone=|limit_conn |upstream |http://))(${known})\b`, 'g'),
    '$1$2__',
  )
}
