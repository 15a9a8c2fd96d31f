import type { Severity } from '@tidegate/model'

/** What all diagnostics with one code have in common: the severity, and the title of the page. */
export interface CodeFacts {
  readonly severity: Severity
  readonly title: string
}

/**
 * Every diagnostic of the language: `TG1xx` syntax; `TG2xx` names and types; `TG3xx` rules that cannot work as written, and
 * limits of the language; `TG4xx` findings about valid policies (`TG434` and `TG435` are reported by the engine's compiler).
 * Codes are stable: a code that is no longer used is never given a new meaning. Each has a page in `docs/diagnostics/`.
 */
export const codes = {
  TG101: { severity: 'error', title: 'unexpected character' },
  TG102: { severity: 'error', title: 'hidden character' },
  TG103: { severity: 'error', title: 'unterminated string' },
  TG104: { severity: 'error', title: 'unknown escape sequence' },
  TG105: { severity: 'error', title: 'invalid number' },
  TG106: { severity: 'error', title: 'wrong kind of quotes' },
  TG107: { severity: 'error', title: 'operator from another language' },
  TG108: { severity: 'error', title: 'comment syntax from another language' },
  TG109: { severity: 'error', title: 'non-ASCII letter in a name' },
  TG110: { severity: 'error', title: 'malformed statement' },
  TG111: { severity: 'error', title: 'not a statement' },
  TG112: { severity: 'error', title: 'misspelled keyword' },
  TG113: { severity: 'error', title: 'unclosed bracket' },
  TG114: { severity: 'error', title: 'unmatched closing bracket' },
  TG115: { severity: 'error', title: 'nesting too deep' },
  TG116: { severity: 'error', title: '`allow` without `only`' },
  TG117: { severity: 'error', title: 'limit without a key' },
  TG118: { severity: 'error', title: 'malformed rate' },
  TG119: { severity: 'error', title: 'duplicate clause' },
  TG120: { severity: 'error', title: 'malformed time range' },
  TG121: { severity: 'error', title: 'reserved word used as a name' },
  TG122: { severity: 'error', title: 'missing quotes' },
  TG123: { severity: 'error', title: 'keyword from another language' },
  TG124: { severity: 'error', title: 'too many errors' },
  TG125: { severity: 'error', title: 'unexpected quotes' },
  TG126: { severity: 'error', title: 'malformed test' },

  TG201: { severity: 'error', title: 'unknown name' },
  TG202: { severity: 'error', title: 'duplicate declaration' },
  TG203: { severity: 'error', title: 'ambiguous name' },
  TG204: { severity: 'error', title: 'name of the wrong kind' },
  TG205: { severity: 'error', title: 'unknown fact' },
  TG206: { severity: 'error', title: 'test does not apply to the fact' },
  TG207: { severity: 'error', title: 'value of the wrong type' },
  TG208: { severity: 'error', title: 'value that the fact can never have' },
  TG209: { severity: 'error', title: 'invalid address' },
  TG210: { severity: 'error', title: 'circular declaration' },
  TG211: { severity: 'error', title: 'unknown plugin' },
  TG212: { severity: 'error', title: 'unknown catalogue category' },
  TG213: { severity: 'error', title: 'unknown time zone' },
  TG214: { severity: 'error', title: 'invalid date, day or time' },
  TG215: { severity: 'error', title: 'invalid path pattern' },
  TG216: { severity: 'error', title: 'invalid token' },
  TG217: { severity: 'error', title: 'invalid HTTP name' },
  TG218: { severity: 'error', title: 'conflicting declarations of a fact' },
  TG219: { severity: 'error', title: 'reserved name' },
  TG220: { severity: 'error', title: 'file cannot be read' },
  TG221: { severity: 'error', title: 'invalid list file' },
  TG222: { severity: 'error', title: 'circular include' },
  TG223: { severity: 'error', title: 'not allowed in an included file' },
  TG224: { severity: 'error', title: 'misplaced declaration' },
  TG225: { severity: 'error', title: 'unknown importer' },
  TG226: { severity: 'error', title: 'unknown list source' },
  TG227: { severity: 'error', title: 'unknown limit' },
  TG228: { severity: 'error', title: 'duplicate rule name' },
  TG229: { severity: 'error', title: 'set not allowed here' },

  TG301: { severity: 'error', title: 'negated test of a fact that may be absent' },
  TG302: { severity: 'error', title: 'key that may be absent' },
  TG303: { severity: 'error', title: 'count out of range' },
  TG304: { severity: 'error', title: 'period out of range' },
  TG305: { severity: 'error', title: 'burst out of range' },
  TG306: { severity: 'error', title: 'clause not allowed on this rule' },
  TG307: { severity: 'error', title: 'status out of range' },
  TG308: { severity: 'error', title: 'circular `replaces`' },
  TG309: { severity: 'error', title: 'mutually exclusive clauses' },
  TG310: { severity: 'error', title: 'prefix length out of range' },
  TG311: { severity: 'error', title: 'invalid key' },
  TG312: { severity: 'error', title: 'empty policy file' },

  TG350: { severity: 'error', title: 'source too long' },
  TG351: { severity: 'error', title: 'too many included files' },
  TG352: { severity: 'error', title: 'too many rules' },
  TG353: { severity: 'error', title: 'too many addresses' },
  TG354: { severity: 'error', title: 'too many tokens' },
  TG355: { severity: 'error', title: 'too many windows' },
  TG356: { severity: 'error', title: 'too many path patterns' },
  TG357: { severity: 'error', title: 'too many tests' },
  TG358: { severity: 'error', title: 'too many entries' },

  TG401: { severity: 'warning', title: 'problem in imported file' },
  TG402: { severity: 'advice', title: 'note on imported file' },
  TG403: { severity: 'advice', title: 'unused declaration' },
  TG404: { severity: 'advice', title: 'redundant entry' },
  TG405: { severity: 'advice', title: 'exception with no effect' },
  TG406: { severity: 'advice', title: '`allow only` matches no IPv6 client' },
  TG411: { severity: 'advice', title: 'host bits set' },
  TG412: { severity: 'warning', title: 'empty list file' },
  TG413: { severity: 'warning', title: 'test that is always true or always false' },
  TG414: { severity: 'warning', title: 'all allowed clients are blocked' },
  TG415: { severity: 'warning', title: '`allow only` rules that together admit nobody' },
  TG416: { severity: 'warning', title: 'redundant rule (can never change a decision)' },
  TG417: { severity: 'warning', title: 'window that never opens' },
  TG418: { severity: 'advice', title: 'window affected by a clock change' },
  TG419: { severity: 'warning', title: 'token that matches browsers' },
  TG420: { severity: 'warning', title: 'exemption based on the User-Agent alone' },
  TG421: { severity: 'warning', title: 'key that the client controls' },
  TG422: { severity: 'warning', title: 'limit probably meant to replace another' },
  TG423: { severity: 'advice', title: 'limit that is never reached' },
  TG424: { severity: 'warning', title: 'exemption that disables a limit' },
  TG425: { severity: 'advice', title: 'conflicting replies' },
  TG426: { severity: 'warning', title: 'trusted addresses too broad' },
  TG427: { severity: 'advice', title: 'block on a fact that may be unknown' },
  TG428: { severity: 'advice', title: 'restriction based on an optional fact' },
  TG429: { severity: 'advice', title: 'admission based on a query parameter or cookie' },
  TG430: { severity: 'warning', title: 'exemption with no limit to lift' },
  TG431: { severity: 'warning', title: 'shadow limit with `replaces`' },
  TG432: { severity: 'advice', title: 'day without a time before a day with a time' },
  TG433: { severity: 'warning', title: 'too many limits on one request' },
  TG434: { severity: 'warning', title: 'expensive decisions' },
  TG435: { severity: 'advice', title: 'too many alternatives in one rule' },
  TG436: { severity: 'warning', title: 'value that ordinary requests never have' },
  TG437: { severity: 'advice', title: 'declared fact named like a part of the request' },
  TG438: { severity: 'advice', title: 'header unsuitable for a test' },
  TG440: { severity: 'warning', title: 'header without the client address' },
  TG441: { severity: 'warning', title: 'block of a large part of the internet' },
} as const

/** The code of a diagnostic of the language. */
export type KnownCode = keyof typeof codes

/** The severity and title of a code. */
export function factsOfCode(code: KnownCode): CodeFacts {
  return codes[code]
}
