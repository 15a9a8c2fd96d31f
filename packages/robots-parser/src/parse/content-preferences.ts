/** A preference about the use of the content. */
export interface ContentPreference {
  /** The label in lower case: `search`, `ai-input`, `ai-train` of Content-Signal; `search`, `train-ai` of Content-Usage. */
  readonly label: string
  readonly allowed: boolean
}

/** The preferences of one record. */
export interface ContentPreferences {
  /** The pattern to which the record is limited, as written; undefined: every path. */
  readonly path: string | undefined
  readonly preferences: readonly ContentPreference[]
  /** What could not be parsed, as a message. */
  readonly oddity: string | undefined
}

const signalLabels: ReadonlySet<string> = new Set(['search', 'ai-input', 'ai-train'])
const usageLabels: ReadonlySet<string> = new Set(['search', 'train-ai'])

/**
 * Parses `search=yes, ai-input=no, ai-train=no` (contentsignals.org). Labels that are not mentioned have no value. If a label has
 * both values, `no` wins. O(n).
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
 * Parses `[/path ]train-ai=n, search=y` (draft-ietf-aipref-attach). The path ends at the first space. Unknown labels are ignored.
 * If a label has both values, `n` wins. O(n).
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
    if (!labels.has(label)) oddities.add(`expected one of the labels ${[...labels].join(', ')}`)
    else if (allowed === undefined) oddities.add(`expected ${[...values.keys()].join(' or ')} as a value`)
    else found.set(label, (found.get(label) ?? true) && allowed)
  }
  const preferences = [...found].map(([label, allowed]) => ({ label, allowed }))
  if (preferences.length === 0 && oddities.size === 0) oddities.add('it contains no preference')
  return { path, preferences, oddity: oddities.size === 0 ? undefined : [...oddities].join('; ') }
}
