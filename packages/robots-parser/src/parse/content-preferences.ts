/** A wish about what may become of the content. */
export interface ContentPreference {
  /** Lower case: `search`, `ai-input`, `ai-train` of Content-Signal; `search`, `train-ai` of Content-Usage. */
  readonly label: string
  readonly allowed: boolean
}

/** The preferences of one record. */
export interface ContentPreferences {
  /** The pattern that the record is limited to, as written; undefined: every path. */
  readonly path: string | undefined
  readonly preferences: readonly ContentPreference[]
  /** What could not be read, for people. */
  readonly oddity: string | undefined
}

const signalLabels: ReadonlySet<string> = new Set(['search', 'ai-input', 'ai-train'])
const usageLabels: ReadonlySet<string> = new Set(['search', 'train-ai'])

/**
 * What `search=yes, ai-input=no, ai-train=no` says (contentsignals.org). Labels that are not mentioned are not stated.
 * Of two values for one label `no` holds. O(n).
 */
export function parseContentSignal(value: string): ContentPreferences {
  return read(
    value,
    undefined,
    signalLabels,
    new Map([
      ['yes', true],
      ['no', false],
    ]),
  )
}

/**
 * What `[/path ]train-ai=n, search=y` says (draft-ietf-aipref-attach). The path ends at the first blank. Unknown labels
 * are left out. Of two values for one label `n` holds. O(n).
 */
export function parseContentUsage(value: string): ContentPreferences {
  const gap = value.search(/[ \t]/)
  const hasPath = value.startsWith('/') || value.startsWith('*')
  const path = !hasPath ? undefined : gap < 0 ? value : value.slice(0, gap)
  const rest = path === undefined ? value : value.slice(path.length)
  return read(
    rest,
    path,
    usageLabels,
    new Map([
      ['y', true],
      ['n', false],
    ]),
  )
}

function read(
  text: string,
  path: string | undefined,
  labels: ReadonlySet<string>,
  values: ReadonlyMap<string, boolean>,
): ContentPreferences {
  const found = new Map<string, boolean>()
  const oddities = new Set<string>()
  for (const part of text.split(',')) {
    const [label = '', value = ''] = part.split('=', 2).map((side) => side.trim().toLowerCase())
    const allowed = values.get(value)
    if (label === '' && value === '') continue
    if (!labels.has(label)) oddities.add(`known labels are ${[...labels].join(', ')}`)
    else if (allowed === undefined) oddities.add(`expected ${[...values.keys()].join(' or ')} as a value`)
    else found.set(label, (found.get(label) ?? true) && allowed)
  }
  const preferences = [...found].map(([label, allowed]) => ({ label, allowed }))
  if (preferences.length === 0 && oddities.size === 0) oddities.add('it states nothing')
  return { path, preferences, oddity: oddities.size === 0 ? undefined : [...oddities].join('; ') }
}
