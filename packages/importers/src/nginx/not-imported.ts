const lua = 'Lua is not evaluated'

/** Directives that control access and cannot be imported, with the reason. */
export const notImported: Readonly<Record<string, string>> = {
  limit_conn: 'limits on concurrent connections are not imported: write “limit N at once per ip”',
  limit_rate: 'bandwidth limits are not supported',
  auth_basic: 'authentication is left to the application: use `user is present`',
  auth_request: 'subrequests are not supported: supply the result as a fact',
  auth_jwt: 'authentication is left to the application: use `user is present`',
  auth_digest: 'authentication is left to the application: use `user is present`',
  valid_referers: 'write it with `header("referer")`',
  ssl_verify_client: 'certificates are not checked: supply the result as a fact',
  secure_link: 'links are not verified: supply the result as a fact',
  js_access: 'scripts are not evaluated',
  js_content: 'scripts are not evaluated',
  modsecurity: 'the rules of ModSecurity are not imported',
  modsecurity_rules_file: 'the rules of ModSecurity are not imported',
  geoip_country: 'countries are a fact of the plugin @tidegate/geoip-plugin',
  geoip2: 'countries are a fact of the plugin @tidegate/geoip-plugin',
  set_by_lua: lua,
  set_by_lua_block: lua,
  set_by_lua_file: lua,
  rewrite_by_lua: lua,
  rewrite_by_lua_block: lua,
  rewrite_by_lua_file: lua,
  server_rewrite_by_lua_block: lua,
  server_rewrite_by_lua_file: lua,
  access_by_lua: lua,
  access_by_lua_block: lua,
  access_by_lua_file: lua,
  content_by_lua: lua,
  content_by_lua_block: lua,
  content_by_lua_file: lua,
}

/** Directives that nginx does not accept within `if`. */
export const neverWithinIf: readonly string[] = [
  'limit_req',
  'limit_req_status',
  'limit_req_dry_run',
  'limit_conn',
  'allow',
  'deny',
  'location',
  'internal',
]

/** The reason for a directive that nginx does not accept within `if`. */
export const withinIf = 'nginx does not accept it within `if`, so it is not imported'
