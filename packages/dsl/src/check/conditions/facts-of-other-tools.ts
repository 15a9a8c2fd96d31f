import { headerNamed } from './header-names.ts'

/** What to write in a policy for a word that other tools use for a part of the request. */
export interface KnownWord {
  /** The fact, as it is written in a policy; absent if only the help says what to write. */
  readonly fact?: string
  readonly help: string
  /** Whether the word certainly stands for a part of the request, so that the server has no reason to supply it. */
  readonly ofRequest: boolean
}

/**
 * Words for facts, in lower case with `_` between their parts: variables of nginx and Apache, fields of Cloudflare's rules, properties
 * of Express and Koa, and everyday words. Those before the bar certainly stand for a part of the request.
 */
const synonyms: Readonly<Record<string, string>> = {
  agent: 'user_agent useragent ua http_user_agent http_useragent req_useragent client_agent | browser',
  ip: `ip_src ip_address ipaddress ip_addr client_ip clientip remote_addr remoteaddr remote_address remoteaddress remote_ip remote_host
    req_ip ctx_ip request_ip req_ips src_ip source_ip binary_remote_addr realip real_ip socket_remoteaddress
    req_socket_remoteaddress req_connection_remoteaddress peer_ip user_ip | address addr addresses visitor src source client ips`,
  peer: 'realip_remote_addr proxy_addr | proxy',
  target: `url uri request_uri req_url req_originalurl original_url originalurl ctx_url ctx_originalurl request_url http_request_uri
    http_request_full_uri raw_http_request_uri unparsed_uri the_request | href link`,
  path: `uri_path url_path request_path req_path ctx_path http_request_uri_path raw_http_request_uri_path pathname req_pathname
    document_uri request_filename script_name script_filename | location route endpoint directory folder file filename page`,
  method: 'request_method http_request_method req_method ctx_method http_method | verb',
  host: `hostname http_host server_name servername req_hostname req_host ctx_host ctx_hostname authority vhost virtual_host http_request_host
    | domain site sni`,
  anyone:
    '| all any everyone everybody anybody anything everything always true yes world public someone whoever each every',
}

const tables: Readonly<Record<string, string>> = {
  'countries and networks come from a plugin: `use geoip` declares `country`, `continent` and `asn`; if the server supplies them, declare `fact country : text`': `country geoip geo
    geoip_country_code geoip2_data_country_code ip_geoip_country ip_src_country country_code countrycode continent ip_geoip_asnum
    ip_src_asnum asn cf_country cf_ipcountry req_country`,
  'a policy decides before there is a reply; a limit can count replies: `counting only replies 401, 404`': `status response
    response_code status_code statuscode res_status http_response_code reply`,
  'the scheme is not a fact: test the field that your proxy sets, such as `header("x-forwarded-proto") == "http"`': `scheme protocol
    proto ssl https tls http req_protocol req_secure ctx_protocol secure server_protocol http_x_forwarded_proto`,
  'ports are not facts: a policy applies to all ports of the server':
    'port server_port remote_port local_port req_port',
  'policies do not see bodies; the header fields are `header("content-type")` and `header("content-length")`, which are texts': `body
    request_body req_body post_data payload size body_size bytes request_length content_length http_content_length length http_request_body_raw`,
  'query parameters are tested by name, such as `query("page") == "1"`; `target` is the path with the whole query': `args arg
    query_string querystring param params parameter parameters queries req_query ctx_query http_request_uri_query
    http_request_uri_args is_args search`,
  'cookies are tested by name, such as `cookie("session") is present`, and counted `per cookie("session")`': `session session_id sessionid sid cookies req_cookies ctx_cookies
    http_cookie req_session ctx_session jsessionid phpsessid`,
  'header fields are tested by name, such as `header("referer") contains "spam.example"`':
    'headers req_headers ctx_headers fields http_request_headers',
  '`user` is the id of the user who is logged in: write `user is present`': `logged_in loggedin is_logged_in authenticated
    is_authenticated signed_in login username user_id userid user_name remote_user principal req_user ctx_state_user uid account member
    members`,
  '`user` is the id of the user who is logged in: write `user is absent`': `anonymous guest guests unauthenticated logged_out visitors
    not_logged_in stranger strangers`,
  'declare the bots that you mean, such as `bots crawlers = spider, crawler`, and test `bot in crawlers`': `robot robots crawler crawlers
    spider spiders is_bot isbot scraper scrapers cf_client_bot automated`,
  'times are windows: add `during mon-fri 09:00-17:00 UTC` to the rule, or test `now in …`': `time hour hours day weekday date minute clock
    time_iso8601 time_local dow today month year night weekend`,
  'absence is tested by `is absent`, such as `user is absent` or `agent is empty`': 'no without missing lacks none',
  'a client is blocked for a while by a limit: `limit 5 per minute per ip  then block for 1 hour`': 'for then',
  'networks are prefixes: test `ip in 192.0.2.0/24`, or count `per network(24, 56)`':
    'subnet network net cidr prefix netblock range',
}

const known: ReadonlyMap<string, KnownWord> = new Map([
  ...Object.entries(synonyms).flatMap(([fact, words]) => {
    const [certain = '', others = ''] = words.split('|')
    const help = `did you mean \`${fact}\`?`
    return [
      ...wordsIn(certain).map((word): [string, KnownWord] => [word, { fact, help, ofRequest: true }]),
      ...wordsIn(others).map((word): [string, KnownWord] => [word, { fact, help, ofRequest: false }]),
    ]
  }),
  ...Object.entries(tables).flatMap(([help, words]) =>
    wordsIn(words).map((word): [string, KnownWord] => [word, { help: help.replaceAll(/\s+/g, ' '), ofRequest: false }]),
  ),
])

function wordsIn(words: string): readonly string[] {
  return words.trim() === '' ? [] : words.trim().split(/\s+/)
}

/** Prefixes of nginx and Apache for one parameter or cookie, whose name follows. */
const prefixes: readonly (readonly [RegExp, 'query' | 'cookie' | 'header'])[] = [
  [/^(?:arg_|req\.query\.|ctx\.query\.|query\.)(?=.)/i, 'query'],
  [/^(?:cookie_|req\.cookies\.|cookies\.|cookie\.)(?=.)/i, 'cookie'],
  [/^(?:http_x_|req\.headers\.|ctx\.headers\.|request\.headers\.|headers\.|header\.)(?=.)/i, 'header'],
]

const withArgument: Readonly<Record<string, string>> = {
  headers: 'header',
  http: 'header',
  cookies: 'cookie',
  arg: 'query',
  args: 'query',
  param: 'query',
  params: 'query',
  parameter: 'query',
  queries: 'query',
  query_param: 'query',
  querystring: 'query',
}

/** Returns `header`, `query` or `cookie` for a word that other tools write before a name in parentheses. */
export function argumentFactMeantBy(word: string): string | undefined {
  const name = word
    .toLowerCase()
    .replaceAll(/[.-]/g, '_')
    .replace(/^(?:req|request|ctx)_/, '')
  return Object.hasOwn(withArgument, name) ? withArgument[name] : undefined
}

/** Returns what a policy writes for a word that is not a fact, or undefined for a word that other tools do not use either. */
export function factMeantBy(word: string): KnownWord | undefined {
  const name = word.toLowerCase().replaceAll(/[.-]/g, '_')
  const found = known.get(name) ?? known.get(name.replace(/^(?:http|req|request|ctx|cf)_/, ''))
  if (found !== undefined) return found
  const header = headerNamed(word)
  if (header !== undefined) return { ...inRequest(`header("${header}")`), ofRequest: header !== 'accept' }
  if (/^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(word)) {
    return { help: `write \`method == ${word}\``, ofRequest: false }
  }
  for (const [prefix, kind] of prefixes) {
    const rest = word.replace(prefix, '')
    if (rest === word) continue
    const name =
      kind === 'header' && prefix.exec(word)?.[0].toLowerCase() === 'http_x_' ? `x-${rest.replaceAll('_', '-')}` : rest
    return inRequest(`${kind}("${name}")`)
  }
  return undefined
}

function inRequest(fact: string): KnownWord {
  return { fact, help: `did you mean \`${fact}\`?`, ofRequest: true }
}
