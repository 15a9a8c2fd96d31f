import type { Severity } from './diagnostic.ts'

/** What is fixed about a diagnostic: how grave it is, and what its page is called. */
export interface CodeFacts {
  readonly severity: Severity
  readonly title: string
}

/**
 * Every diagnostic of the language: `TG1xx` syntax, `TG2xx` names and types, `TG3xx` rules that cannot work as written and
 * limits of the language, `TG4xx` findings about policies that work. Codes are stable: one that falls out of use is not
 * given to something else. Each has a page under `docs/diagnostics/`.
 */
export const codes = {
  TG201: { severity: 'error', title: 'unknown name' },
  TG202: { severity: 'error', title: 'name declared twice' },
  TG203: { severity: 'error', title: 'ambiguous name' },
  TG204: { severity: 'error', title: 'name of another kind' },
  TG205: { severity: 'error', title: 'unknown fact' },
  TG206: { severity: 'error', title: 'test does not suit the fact' },
  TG207: { severity: 'error', title: 'value of the wrong type' },
  TG208: { severity: 'error', title: 'value that the fact never has' },
  TG209: { severity: 'error', title: 'not an address' },
  TG210: { severity: 'error', title: 'declaration that needs itself' },
  TG211: { severity: 'error', title: 'unknown plugin' },
  TG212: { severity: 'error', title: 'unknown catalogue category' },
  TG213: { severity: 'error', title: 'unknown time zone' },
  TG214: { severity: 'error', title: 'not a date, day or time' },
  TG215: { severity: 'error', title: 'not a path pattern' },
  TG216: { severity: 'error', title: 'not a token' },
  TG217: { severity: 'error', title: 'not a name in HTTP' },
  TG218: { severity: 'error', title: 'fact declared in two ways' },
  TG219: { severity: 'error', title: 'reserved name' },
  TG220: { severity: 'error', title: 'file cannot be read' },
  TG221: { severity: 'error', title: 'bad list file' },
  TG222: { severity: 'error', title: 'file that includes itself' },
  TG223: { severity: 'error', title: 'not for an included file' },
  TG224: { severity: 'error', title: 'declaration out of place' },
  TG225: { severity: 'error', title: 'unknown importer' },
  TG226: { severity: 'error', title: 'unknown list source' },
  TG227: { severity: 'error', title: 'unknown limit' },
  TG228: { severity: 'error', title: 'rule name used twice' },
  TG229: { severity: 'error', title: 'set that cannot stand here' },

  TG301: { severity: 'error', title: 'negated test of a fact that may be absent' },
  TG302: { severity: 'error', title: 'key that may be absent' },
  TG303: { severity: 'error', title: 'count out of range' },
  TG304: { severity: 'error', title: 'period out of range' },
  TG305: { severity: 'error', title: 'burst out of range' },
  TG306: { severity: 'error', title: 'clause that does not belong to the rule' },
  TG307: { severity: 'error', title: 'status out of range' },
  TG308: { severity: 'error', title: 'limits that replace each other' },
  TG309: { severity: 'error', title: 'clauses that exclude each other' },
  TG310: { severity: 'error', title: 'prefix length out of range' },
  TG311: { severity: 'error', title: 'not a key' },

  TG350: { severity: 'error', title: 'source too long' },
  TG351: { severity: 'error', title: 'too many included files' },
  TG352: { severity: 'error', title: 'too many rules' },
  TG353: { severity: 'error', title: 'too many addresses' },
  TG354: { severity: 'error', title: 'too many tokens' },
  TG355: { severity: 'error', title: 'too many windows' },
  TG356: { severity: 'error', title: 'too many path patterns' },
} as const

/** A code that the language gives. */
export type KnownCode = keyof typeof codes

/** What is fixed about a code. */
export function factsOfCode(code: KnownCode): CodeFacts {
  return codes[code]
}
