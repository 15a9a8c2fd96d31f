import type { Imported, Source } from '@tidegate/model'
import type { CheckHost, ReadText } from '../check/check-host.ts'
import type { LanguageLimits } from '../check/language-limits.ts'

/** A policy and its files, read from one text. */
export interface PolicyFiles {
  readonly root: Source
  readonly host: CheckHost
}

/**
 * Splits a text into files: the policy first, each further file after a line `>>> name`. The host has a plugin `geo`
 * (`country`, one of RO, DE, US; `asn`, which may be unknown; list source `network`), a catalogue with `search` and `seo`, and
 * an importer `robots` that reads lines `blocked ADDRESS`, `bad TOKEN`, `allowed TOKEN`, `rate N` and `note TEXT`. A first line `# limits {…}` sets limits of the language, as JSON.
 */
export function readPolicyFiles(text: string, file = 'site.policy'): PolicyFiles {
  const [policy = '', ...sections] = text.split(/^>>> /mu)
  const files = new Map<string, string>()
  for (const section of sections) {
    const end = section.indexOf('\n')
    files.set(section.slice(0, end).trim(), section.slice(end + 1))
  }
  files.set(file, policy)
  const limits = /^# limits (\{.*\})/u.exec(policy)?.[1]
  const host = hostOf(files)
  if (limits === undefined) return { root: { file, text: policy }, host }
  return { root: { file, text: policy }, host: { ...host, limits: JSON.parse(limits) as Partial<LanguageLimits> } }
}

function hostOf(files: ReadonlyMap<string, string>): CheckHost {
  const read = (written: string): ReadText => {
    const file = written.replace(/^\.\//u, '')
    const text = files.get(file)
    return text === undefined ? { kind: 'error', message: 'no such file' } : { kind: 'text', file, text }
  }
  const listFolder: CheckHost['listFolder'] = (written, _, { kind }) => {
    const folder = written === '.' ? '' : `${written.replace(/^\.\//u, '')}/`
    const below = [...files.keys()].filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length))
    if (below.length === 0) return { kind: 'error', message: 'no such folder' }
    const isFile = (name: string): boolean => !name.includes('/')
    const names = below.filter((name) => isFile(name) === (kind === 'file')).map((name) => name.split('/')[0] ?? '')
    return { kind: 'names', names: [...new Set(names)] }
  }
  return {
    readText: read,
    readList: read,
    listFolder,
    importers: { robots: importRobots },
    plugins: {
      geo: {
        facts: [
          { name: 'country', type: 'text', values: ['RO', 'DE', 'US'] },
          { name: 'asn', type: 'number', mayBeUnknown: true },
        ],
        lists: {
          network: (name) =>
            name === 'example'
              ? { kind: 'entries', entries: ['192.0.2.0/24', '2001:db8::/32'] }
              : { kind: 'error', message: 'no such network' },
        },
      },
    },
    catalog: {
      search: [{ text: 'googlebot', word: false }],
      seo: [{ text: 'ahrefsbot', word: false }],
    },
  }
}

function importRobots(text: string, options: Parameters<CheckHost['importers'][string]>[1]): Imported {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: index + 1, word: line.split(' ')[0], rest: line.split(' ').slice(1).join(' ') }))
  const values = (word: string): readonly string[] => lines.filter((line) => line.word === word).map(({ rest }) => rest)
  const lists = { blocked: values('blocked'), allowed: values('allowed'), bad: values('bad') }
  const except = options.protectedList === undefined ? '' : ` except ${options.protectedList}`
  const written = lines.flatMap(({ line, word, rest }) => {
    if (word === 'blocked' && options.rules) return [{ line, text: `block ip in ${rest}` }]
    if (word === 'bad' && options.rules) return [{ line, text: `bots b${line} = ${rest}\nblock bot in b${line}` }]
    return []
  })
  const head =
    options.rules && lists.blocked.length > 0
      ? [{ line: undefined, text: `list all = ${lists.blocked.join(', ')}${except}` }]
      : []
  const all = [...head, ...written].flatMap(({ line, text: block }) =>
    block.split('\n').map((each) => ({ line, text: each })),
  )
  const rate = values('rate')[0]
  return {
    text: all.map((line) => `${line.text}\n`).join(''),
    sourceLines: all.map(({ line }) => line),
    notes: lines
      .filter(({ word }) => word === 'note')
      .map(({ line, rest }) => ({ line, severity: rest.startsWith('!') ? 'warning' : 'info', message: rest })),
    lists,
    numbers: { rate: rate === undefined ? undefined : { perMinute: Number(rate) }, peakRate: undefined },
  }
}
