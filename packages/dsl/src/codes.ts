import type { Severity } from '@tidegate/model'

/** What is fixed about a diagnostic: how grave it is, and what its page is called. */
export interface CodeFacts {
  readonly severity: Severity
  readonly title: string
}

/**
 * Every diagnostic of the language: `TG1xx` syntax, `TG2xx` names and types, `TG3xx` rules that cannot work as written and
 * limits of the language, `TG4xx` findings about policies that work, of which the engine's compiler gives `TG434` and `TG435`. Codes are stable: one that falls out of use is not
 * given to something else. Each has a page under `docs/diagnostics/`.
 */
export const codes = {
  TG101: { severity: 'error', title: 'unexpected character' },
  TG102: { severity: 'error', title: 'hidden character' },
  TG103: { severity: 'error', title: 'text without an end' },
  TG104: { severity: 'error', title: 'unknown escape' },
  TG105: { severity: 'error', title: 'number that cannot be read' },
  TG106: { severity: 'error', title: 'quotes of another kind' },
  TG107: { severity: 'error', title: 'sign of another language' },
  TG108: { severity: 'error', title: 'comment of another language' },
  TG109: { severity: 'error', title: 'letter outside ASCII' },
  TG110: { severity: 'error', title: 'something else was expected' },
  TG111: { severity: 'error', title: 'not a statement' },
  TG112: { severity: 'error', title: 'misspelt keyword' },
  TG113: { severity: 'error', title: 'bracket without an end' },
  TG114: { severity: 'error', title: 'bracket that closes nothing' },
  TG115: { severity: 'error', title: 'nested too deep' },
  TG116: { severity: 'error', title: '`allow` without `only`' },
  TG117: { severity: 'error', title: 'limit that does not say for whom' },
  TG118: { severity: 'error', title: 'rate written in another way' },
  TG119: { severity: 'error', title: 'clause given twice' },
  TG120: { severity: 'error', title: 'time written in another way' },
  TG121: { severity: 'error', title: 'reserved word as a name' },
  TG122: { severity: 'error', title: 'missing quotes' },
  TG123: { severity: 'error', title: 'word of another language' },
  TG124: { severity: 'error', title: 'too many errors' },
  TG125: { severity: 'error', title: 'quotes that do not belong' },
  TG126: { severity: 'error', title: 'test written in another way' },

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

  TG401: { severity: 'warning', title: 'imported file: something is wrong' },
  TG402: { severity: 'advice', title: 'imported file: something to know' },
  TG403: { severity: 'advice', title: 'declaration that nothing uses' },
  TG404: { severity: 'advice', title: 'entry that others cover' },
  TG405: { severity: 'advice', title: 'exception that takes nothing away' },
  TG406: { severity: 'advice', title: 'gate for IPv4 only' },
  TG411: { severity: 'advice', title: 'host bits are set' },
  TG412: { severity: 'warning', title: 'empty list file' },
  TG413: { severity: 'warning', title: 'test that always or never holds' },
  TG414: { severity: 'warning', title: 'allowed clients that are all blocked' },
  TG415: { severity: 'warning', title: 'gates that together admit nobody' },
  TG416: { severity: 'warning', title: 'rule that never matters' },
  TG417: { severity: 'warning', title: 'window that never opens' },
  TG418: { severity: 'advice', title: 'window that a change of clocks surprises' },
  TG419: { severity: 'warning', title: 'token found in browsers' },
  TG420: { severity: 'warning', title: 'exemption on the User-Agent alone' },
  TG421: { severity: 'warning', title: 'key that only the client chooses' },
  TG422: { severity: 'warning', title: 'limit that was probably meant to replace another' },
  TG423: { severity: 'advice', title: 'limit that another one dominates' },
  TG424: { severity: 'warning', title: 'exemption that removes a limit entirely' },
  TG425: { severity: 'advice', title: 'rules that reply differently' },
  TG426: { severity: 'warning', title: 'trust that is too wide' },
  TG427: { severity: 'advice', title: 'fact that may be unknown in a block' },
  TG428: { severity: 'advice', title: 'restriction that rests on an optional fact' },
  TG429: { severity: 'advice', title: 'pass that rests on a query or cookie' },
  TG430: { severity: 'warning', title: 'exemption without limits' },
  TG431: { severity: 'warning', title: 'shadow limit that replaces nothing' },
  TG432: { severity: 'advice', title: 'day without a time before one with a time' },
  TG433: { severity: 'warning', title: 'many limits at once' },
  TG434: { severity: 'warning', title: 'dear decisions' },
  TG435: { severity: 'advice', title: 'rule of too many alternatives' },
} as const

/** A code that the language gives. */
export type KnownCode = keyof typeof codes

/** What is fixed about a code. */
export function factsOfCode(code: KnownCode): CodeFacts {
  return codes[code]
}
