/** One row of the glossary: the term that we use, phrases that must not be used instead, and what the term means. */
export interface Term {
  readonly say: string
  /** Whole words, in any case; a space matches any white space. */
  readonly never: readonly string[]
  /** Correct uses: a phrase of `never` inside one of these is not a hit. */
  readonly except?: readonly string[]
  /** Whether comments and titles of tests must not contain the phrases either. Others have correct uses there. */
  readonly inCode?: true
  readonly meaning: string
}

/** A phrase of the never-say list that occurs in a text. */
export interface NeverSaid {
  readonly phrase: string
  readonly say: string
  /** The line of the phrase in the text, from 1. */
  readonly line: number
  /** The phrase with a few words around it. */
  readonly excerpt: string
}

/** The glossary. `CONTRIBUTING.md` shows it, and `tests/words.test.ts` checks the tree against it. */
export const terms: readonly Term[] = [
  {
    say: 'after',
    inCode: true,
    never: ['behind'],
    except: [
      'behind a proxy',
      'behind proxies',
      'behind the proxy',
      'behind your proxy',
      'behind my proxy',
      'behind another proxy',
      'behind nginx',
      'behind Caddy',
      'behind HAProxy',
      'behind Traefik',
      'behind Envoy',
      'behind every proxy',
      'behind PROXY',
      'behind %s',
      'behind $name',
      'behind a load balancer',
      'behind the load balancer',
      'behind a CDN',
      'behind one proxy',
      'behind two proxies',
      'behind a reverse proxy',
      'behind trusted proxies',
      'left behind',
    ],
    meaning: 'a later position in a policy or a line; only servers are *behind* a proxy',
  },
  {
    say: 'next to',
    inCode: true,
    never: ['beside', 'beside it'],
    meaning:
      'the place of a file in the same folder, or of one thing near another; for exceptions say *except* or *in addition to*',
  },
  {
    say: 'fix',
    inCode: true,
    never: ['mend', 'mends', 'mended', 'mending'],
    meaning: 'a change that removes the cause of a diagnostic',
  },
  {
    say: 'error',
    never: ['mistake of syntax', 'mistakes of syntax', 'planted mistake', 'planted mistakes'],
    meaning: 'something in a policy that prevents it from loading; *syntax error* if the text cannot be parsed',
  },
  {
    say: 'expensive',
    inCode: true,
    never: ['dear', 'dearer', 'dearest'],
    meaning: 'costly to evaluate: many steps, or much memory',
  },
  {
    say: 'unterminated, unclosed',
    never: ['without an end', 'has no end'],
    meaning: 'a string without a closing quote; a bracket without its partner',
  },
  {
    say: 'operator, keyword',
    never: ['sign of another', 'signs of another', 'word of another language', 'words of another language'],
    meaning: 'a sign such as `==`; a word with a meaning in the language',
  },
  {
    say: 'string',
    never: ['quoted text', 'quoted texts', 'texts stand'],
    meaning: 'a literal in quotes; `text` is the type of a fact',
  },
  {
    say: 'circular',
    inCode: true,
    never: ['needs itself', 'need themselves'],
    meaning: 'referring to itself, directly or through others',
  },
  {
    say: 'redundant',
    inCode: true,
    never: ['rule that never matters', 'rule never matters', 'idle rule', 'idle rules', 'makes idle'],
    meaning: 'without effect: it can never change a decision',
  },
  {
    say: 'conflicting',
    never: ['reply differently'],
    meaning: 'two rules that refuse the same request with different replies',
  },
  {
    say: 'is not a',
    inCode: true,
    never: ['is no', 'are no'],
    except: [
      'there is no',
      'there are no',
      'is no longer',
      'are no longer',
      'is no more',
      'are no more',
      'is no need',
      'is no one',
      'if there is no',
    ],
    meaning: '*is not a number*, *not valid JSON*; “there is no …” is fine',
  },
  {
    say: 'does not exist',
    never: ['is not there', 'are not there', 'that there are', 'is there already', 'files that are there'],
    meaning: 'a file or name that was not found; the opposite is *already exists*',
  },
  {
    say: 'permission denied',
    never: ['may not be read', 'may not be written'],
    meaning: 'the operating system does not let us open a file',
  },
  {
    say: 'contains',
    never: [
      'holds no',
      'hold no',
      'holds nothing',
      'holds a',
      'holds an',
      'hold a',
      'hold an',
      'holds the',
      'holds only',
    ],
    except: ['hold a lock', 'holds a lock'],
    meaning: 'has as a part: a file contains lines, a set contains entries',
  },
  {
    say: 'is true, matches, applies',
    never: ['never holds', 'always holds', 'test holds', 'condition holds', 'rule holds', 'rules hold'],
    meaning: 'a condition *is true*, a rule *applies*; a token or pattern *matches*',
  },
  {
    say: 'is allowed, must be, is',
    inCode: true,
    never: [
      'may stand',
      'cannot stand',
      'may not stand',
      'must stand',
      'stands in',
      'stand in',
      'stands behind',
      'stands there',
      'stands here',
      'stands first',
      'stands where',
      'stands alone',
      'stands by itself',
      'stand behind',
      'stand between',
      'as it stands',
      'where it stands',
      'clock stands',
    ],
    meaning: 'where something is or has to be; “stands for” is fine',
  },
  {
    say: 'every client that, if you',
    inCode: true,
    never: ['whoever', 'whomever', 'who is no', 'somebody', 'anybody'],
    meaning: 'name the actor: client, user, operator, tenant, caller',
  },
  {
    say: 'no client, never',
    inCode: true,
    never: ['nobody'],
    except: ['together admit nobody', 'admits nobody'],
    meaning: 'say which thing does not happen: *the rule never blocks a request*',
  },
  {
    say: 'emits, reports, receives',
    inCode: true,
    never: ['is told', 'are told', 'told of', 'told by', 'unless told', 'as told'],
    except: ['is told apart', 'are told apart'],
    meaning: 'who sends a message to whom',
  },
  {
    say: 'cannot be detected',
    inCode: true,
    never: ['cannot be told'],
    except: ['cannot be told apart'],
    meaning: 'there is not enough information to decide which of several it is',
  },
  {
    say: 'if, where',
    inCode: true,
    never: ['so many', 'so long a', 'in so long'],
    meaning: 'give the number: *at most N*, *a period of that length*',
  },
  {
    say: 'not what you intended',
    inCode: true,
    never: ['hardly as meant', 'hardly meant', 'cannot be meant', 'as meant'],
    meaning: 'the text of a warning: the policy is valid, and probably wrong',
  },
  {
    say: 'trusted',
    never: ['believed', 'believes', 'whom to believe'],
    meaning: 'a peer or proxy whose header fields we use',
  },
  { say: 'most severe', inCode: true, never: ['gravest', 'how grave'], meaning: 'the highest log level or severity' },
  {
    say: 'silently',
    inCode: true,
    never: ['without a word'],
    meaning: 'without a message',
  },
  {
    say: 'quota is available, requests remaining',
    never: ['places left', 'place is free', 'places are free', 'places come back'],
    meaning: 'what a limit still admits',
  },
  { say: 'analysed', inCode: true, never: ['seen through'], meaning: 'what `diff` can prove about a rule' },
  {
    say: 'decides the same',
    inCode: true,
    never: ['decide alike', 'decides alike', 'decided alike', 'request alike'],
    meaning: 'gives the same outcome',
  },
  { say: 'process', never: ['cannot be judged'], meaning: 'what the server does with a request' },
  {
    say: 'reference implementation',
    inCode: true,
    never: ['twin', 'twins', 'slow twin'],
    meaning: 'a simple, obviously correct implementation that tests compare with',
  },
  {
    say: 'mutation tests; killed, survived, invalid',
    inCode: true,
    never: ['plants mistakes', 'planted mutation'],
    meaning: 'tests that change the code and expect the suite to fail',
  },
  {
    say: 'layers',
    never: ['floors', 'floor of the building'],
    meaning: 'packages and folders in the order in which they may import',
  },
  {
    say: 'alternating',
    inCode: true,
    never: ['by turns'],
    meaning: 'one after another, such as names and values in a list of header fields',
  },
  {
    say: 'per',
    inCode: true,
    never: ['an entry a line', 'one entry a line', 'a file each', 'a line each'],
    meaning: '*one entry per line*',
  },
]

const patterns = terms.flatMap(({ say, never, except = [], inCode = false }) =>
  // WHY: longer phrases first, because a phrase inside another one is not reported.
  never
    .toSorted((x, y) => y.length - x.length)
    .map((phrase) => ({ phrase, say, inCode, pattern: patternOf(phrase), allowed: except.map(patternOf) })),
)

/**
 * Finds phrases of the never-say list in a text, in order, each occurrence once; `code` selects only those that comments must not contain.
 * For each phrase, linear in the length of the text.
 */
export function findNeverSaid(text: string, where: 'prose' | 'code' = 'prose'): readonly NeverSaid[] {
  const found: (NeverSaid & { readonly start: number; readonly end: number })[] = []
  for (const { phrase, say, inCode, pattern, allowed } of patterns) {
    if (where === 'code' && !inCode) continue
    const exceptions = allowed.flatMap((each) => [...text.matchAll(each)].map(spanOf))
    for (const { start, end } of [...text.matchAll(pattern)].map(spanOf)) {
      if (exceptions.some((span) => span.start <= start && end <= span.end)) continue
      if (found.some((hit) => hit.start <= start && end <= hit.end)) continue
      const line = text.slice(0, start).split('\n').length
      const excerpt = text
        .slice(Math.max(0, start - 40), end + 40)
        .replaceAll(/\s+/g, ' ')
        .trim()
      found.push({ phrase, say, line, excerpt, start, end })
    }
  }
  return found
    .toSorted((x, y) => x.start - y.start)
    .map(({ phrase, say, line, excerpt }) => ({ phrase, say, line, excerpt }))
}

/** The prose of a Markdown text, without code and without the targets of links; lines keep their numbers. */
export function proseOf(markdown: string): string {
  return markdown
    .replaceAll(/^ *(`{3,})[^\n]*\n[\s\S]*?^ *\1 *$/gm, blank)
    .replaceAll(/<!--[\s\S]*?-->/g, blank)
    .replaceAll(/`[^`\n]*`/g, '`…`')
    .replaceAll(/\]\([^)\s]*\)/g, '](…)')
}

/** The headings of a Markdown text, one per line. */
export function headingsOf(markdown: string): string {
  return [...proseOf(markdown).matchAll(/^#+ .*$/gm)].map(([heading]) => heading).join('\n')
}

/** The comments of a TypeScript source, without the code in them; lines keep their numbers. */
export function commentsOf(source: string): string {
  const comments = source.matchAll(/(?<=^|\s)(?:\/\/ .*|\/\*\*?\s[\s\S]*?\*\/)/gm)
  // WHY: the signs of comments are removed, so that a phrase is found across lines.
  return onlyThese(comments, source)
    .replaceAll(/^ *(?:\/\/|\/?\*+\/?)|\*\/ *$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '`…`')
}

/** The titles of suites and tests in a TypeScript source; lines keep their numbers. */
export function titlesOf(source: string): string {
  return onlyThese(
    source.matchAll(
      /(?:\b(?:it|test|describe)(?:\.\w+)*|\))\(\s*(?:'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\\n]|\\.)*"),/g,
    ),
    source,
  )
}

/** The rows of the glossary as in `CONTRIBUTING.md`, with cells without surrounding spaces. */
export function glossaryRows(): readonly (readonly string[])[] {
  return terms.map(({ say, never, meaning }) => [say, never.join(', '), meaning])
}

function patternOf(phrase: string): RegExp {
  const words = phrase.split(' ').map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(String.raw`(?<![\w-])${words.join(String.raw`\s+`)}(?![\w-])`, 'gi')
}

function spanOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length }
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]+/g, '')
}

/** A text without what is not part of a match. */
function onlyThese(matches: Iterable<RegExpExecArray>, text: string): string {
  let kept = ''
  let end = 0
  for (const { 0: match, index } of matches) {
    kept += blank(text.slice(end, index)) + match
    end = index + match.length
  }
  return kept
}
