const CONDITIONS = 'a rule is restricted by a clause, such as `when path in /login` or `during 09:00-17:00`'
const BAN = 'a client is blocked for a while by a limit: `limit 5 per minute per ip then block for 1 hour`'
const COSTS = 'what a request costs is written `costing 10 if path in /search, 0 if path in /static/**`'
const REPLIES = 'a refusal is written `reply 403 "text"`, or `reply 403 file "refused.html"`'
const REDIRECTS = 'a redirect is a reply: `reply 302 to "/sorry"`'
const REDIRECTS_OF_RULES = 'a redirect is part of a rule: `block path in /old/** reply 302 to "/new"`'
const KEYS = 'a limit counts `per ip`, `per user`, `per ip and path`, or `in total`'
const NO_DELAY = 'limits refuse requests at once and never delay them; `burst N` admits N together'
const DECLARATIONS =
  'sets are declared with `list`, `bots`, `paths`, `texts` or `window`: `list office = 203.0.113.0/24`'
const BLOCKS = 'rules for a part of the site are grouped by `where path in /admin/** { … }`'
const VERBS = 'rules begin with a verb: `block anyone`, `limit 5 per minute per ip`'
const NO_ELSE = 'rules have no `else`: write a second rule with the opposite condition, or `unless`'
const TRUST = 'trusted proxies are declared by `client ip from x-forwarded-for trusting 10.0.0.0/8`'
const ALLOW =
  'to refuse all other clients, write `allow only ip in …`; to lift limits, `exempt ip in … from limits`; to admit them in spite of a block, `unless ip in …` in that block'
const ACTIONS = 'rules admit or refuse requests, by `block`, `allow only` and `limit`; there are no other actions'
const DEFAULT = 'a request that no rule refuses passes; to refuse all except some, write `allow only …`'

/** What to write instead of a word that begins statements in other tools. */
const FOR_STATEMENTS: Readonly<Record<string, string>> = {
  ...forAll(ALLOW, 'whitelist allowlist safelist passlist bypass pass'),
  ...forAll(
    'to refuse clients, write `block ip in …`; a list is declared by `list NAME = …`',
    'blacklist denylist blocklist',
  ),
  ...forAll(
    DECLARATIONS,
    'set let var const def define ips ip range ranges networks network subnet cidr group acl addresses geo map pool user-agent useragent',
  ),
  ...forAll(BLOCKS, 'location server upstream directory virtualhost for on in at'),
  ...forAll(VERBS, 'rule rules rate limit_req limit_conn limit_req_zone everyone anyone all any per'),
  ...forAll(NO_ELSE, 'else elsif elif elseif otherwise endif end'),
  ...forAll(TRUST, 'trust trusted proxy proxies set_real_ip_from real_ip_header trustproxy trust_proxy'),
  ...forAll(
    ACTIONS,
    'rewrite challenge captcha js_challenge managed_challenge tarpit delay slow queue tag count monitor route',
  ),
  ...forAll(REDIRECTS_OF_RULES, 'redirect'),
  ...forAll('a refusal is part of a rule: `block path in /old/** reply 410`', 'return error status'),
  ...forAll(DEFAULT, 'default defaults'),
  ...forAll(BAN, 'timeout ban_time bantime findtime maxretry jail'),
}

/** What to write instead of a word that follows rules in other tools. */
const FOR_CLAUSES: Readonly<Record<string, string>> = {
  ...forAll(`${CONDITIONS}; ${BAN}`, 'for'),
  ...forAll(BAN, 'ban banning blocking lockout jail bantime'),
  ...forAll(COSTS, 'cost costs costed weight weights weighted weighing points'),
  ...forAll(CONDITIONS, 'on at to under in where-in path host method against'),
  ...forAll(NO_ELSE, 'else otherwise'),
  ...forAll(REPLIES, 'with status code message body text file page error_page send'),
  ...forAll(REDIRECTS, 'redirect location forward'),
  ...forAll(NO_DELAY, 'nodelay delay queue wait'),
  ...forAll(KEYS, 'by each every key address addresses client clients zone_key globally overall altogether total'),
  ...forAll(
    'a set may have exceptions where it is declared: `list others = … except …`; a rule has `unless ip in …`',
    'except but excluding',
  ),
  ...forAll(
    'the order of rules has no meaning, and no rule ends the evaluation',
    'last break stop continue priority first',
  ),
}

function forAll(help: string, words: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.split(' ').map((word) => [word, help]))
}

/** Returns what to write instead of a word between statements; undefined for a word that other tools do not use there. */
export function helpForStatementWord(word: string): string | undefined {
  return ownHelp(FOR_STATEMENTS, word)
}

/** Returns what to write instead of a word after a rule; undefined for a word that other tools do not use there. */
export function helpForClauseWord(word: string): string | undefined {
  return ownHelp(FOR_CLAUSES, word)
}

function ownHelp(table: Readonly<Record<string, string>>, word: string): string | undefined {
  const lower = word.toLowerCase()
  return Object.hasOwn(table, lower) ? table[lower] : undefined
}
