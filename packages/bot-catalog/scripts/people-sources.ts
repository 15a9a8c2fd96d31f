/** How a file of User-Agents is read, and where it comes from. */
export interface PeopleSource {
  /** The npm package, or the project whose tests contain the file. */
  readonly name: string
  readonly license: string
  /** Whether a path is one of its files. */
  readonly isFile: (path: string) => boolean
  /** Returns the User-Agents in the text of such a file. */
  readonly read: (text: string) => readonly string[]
}

const field =
  (name: string) =>
  (text: string): readonly string[] =>
    (JSON.parse(text) as readonly Readonly<Record<string, unknown>>[]).flatMap((row) =>
      typeof row[name] === 'string' ? [row[name]] : [],
    )

/** The sources, all under licences that permit any use with attribution. */
export const peopleSources: readonly PeopleSource[] = [
  {
    name: 'user-agents',
    license: 'BSD-2-Clause',
    isFile: (path) => path.endsWith('/user-agents.json'),
    read: field('userAgent'),
  },
  {
    name: '@ulixee/real-user-agents',
    license: 'MIT',
    isFile: (path) => path.endsWith('browserstack/userAgents.json'),
    read: field('string'),
  },
  {
    name: 'ua-parser-js (its tests, version 0.8)',
    license: 'MIT',
    isFile: (path) => path.endsWith('-test.json'),
    read: field('ua'),
  },
  {
    name: '@financial-times/useragent_parser (the tests of uap-core)',
    license: 'MIT (uap-core: Apache-2.0)',
    isFile: (path) => path.endsWith('/ua.test.js'),
    read: (text) =>
      [...text.matchAll(/uaParser\(("(?:[^"\\]|\\.)*")\)/g)].map(([, quoted]) => JSON.parse(quoted ?? '""') as string),
  },
  {
    name: 'uap-core (its tests)',
    license: 'Apache-2.0',
    isFile: (path) => /\.ya?ml$/.test(path),
    read: (text) =>
      [...text.matchAll(/^\s*(?:- )?user_agent_string: *(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|(.*))$/gm)].map(
        ([, single, double, plain]) => single?.replaceAll("''", "'") ?? double ?? plain ?? '',
      ),
  },
]
