import { addressText } from '@tidegate/node'
import type { Recipe, RecipeSettings } from './recipe.ts'

/** The recipe for HAProxy 2.6 or newer with Lua: an action that asks the gateway, and the lines for a frontend. */
export function haproxyRecipe({ gateway, settle, whenAway }: RecipeSettings): Recipe {
  const isUnix = gateway.kind === 'unix'
  const lua = `-- Tidegate for HAProxy: \`http-request lua.tidegate\` asks the gateway whether a request may come in.
local url = "http://${isUnix ? 'tidegate' : addressText(gateway)}/authz/forward-auth"
local socket = ${isUnix ? `"unix@${gateway.path}"` : 'nil'}
local open_when_away = ${whenAway === 'admit'}
local timeout_ms = 500

-- Fields of one connection only; the check has its own.
local of_connection = {
  ["connection"] = true, ["content-length"] = true, ["expect"] = true, ["keep-alive"] = true, ["te"] = true,
  ["trailer"] = true, ["transfer-encoding"] = true, ["upgrade"] = true, ["date"] = true,
}

local function list_of(values)
  local list = {}
  for i = 0, #values do list[#list + 1] = values[i] end
  return list
end

-- WHY a maximum: HAProxy 2.6 crashes when its own client sends more fields than \`tune.http.maxhdr\` allows, 101 by default.
local max_fields = 85

-- The fields of a check; nil for a request with too many fields.
local function check_fields(txn)
  local fields, count = {}, 0
  local received = txn.http:req_get_headers()
  for name, values in pairs(received) do
    if not of_connection[name] then
      fields[name] = list_of(values)
      count = count + #fields[name]
    end
  end
  if count > max_fields then return nil end
  local hops = received["x-forwarded-for"] and list_of(received["x-forwarded-for"]) or {}
  hops[#hops + 1] = txn.f:src()
  fields["x-forwarded-for"] = { table.concat(hops, ", ") }
  fields["x-forwarded-method"] = { txn.f:method() }
  local target = txn.f:pathq()
  -- \`OPTIONS *\` has no path.
  if not target or target == "" then target = "*" end
  fields["x-forwarded-uri"] = { target }
  fields["x-forwarded-host"] = { txn.sf:req_fhdr("host") }
  fields["x-tidegate-request"] = { txn.sf:unique_id() }
  return fields
end

-- HAProxy sends a reply of a script from one buffer, of 16 kB by default: instead of a longer page, it sends a short text. For pages of up to
-- 64 kB, write \`tune.bufsize 131072\` in \`global\`, and 100000 here.
local max_body = 12000

core.register_action("tidegate", { "http-req" }, function(txn)
  local fields = check_fields(txn)
  if not fields then
    txn:done(txn:reply({ status = 431, body = "Too many header fields.\\n" }))
    return
  end
  local check = { url = url, headers = fields, timeout = timeout_ms }
  if socket then check.dst = socket end
  local answer = core.httpclient():get(check)
  if answer.status == 200 then
    txn:set_var("txn.tidegate_admitted", true)
    local limit, policy = answer.headers["ratelimit"], answer.headers["ratelimit-policy"]
    if limit then txn:set_var("txn.tidegate_limit", limit[0]) end
    if policy then txn:set_var("txn.tidegate_policy", policy[0]) end
    return
  end
  local reply
  if answer.headers and answer.headers["x-tidegate-id"] then
    local is_long = #answer.body > max_body
    local body = answer.body
    if is_long then body = "Refused.\\nReference: " .. answer.headers["x-tidegate-id"][0] .. "\\n" end
    reply = txn:reply({ status = answer.status, body = body })
    for name, values in pairs(answer.headers) do
      if not of_connection[name] and not (is_long and name == "content-type") then
        for i = 0, #values do reply:add_header(name, values[i]) end
      end
    end
    if is_long then reply:add_header("content-type", "text/plain") end
  elseif answer.status >= 400 and answer.status < 500 then
    reply = txn:reply({ status = answer.status, body = answer.body })
  elseif open_when_away then
    txn:set_var("txn.tidegate_admitted", true)
    return
  else
    reply = txn:reply({ status = 503, body = "The gateway is away.\\n" })
    reply:add_header("retry-after", "5")
  end
  txn:done(reply)
end)
`
  const frontend = `# Tidegate for HAProxy. In \`global\`: \`lua-load /etc/haproxy/tidegate.lua\`. In every frontend that it protects, before all other rules:
  unique-id-format %[uuid()]
  http-request lua.tidegate
  # For a failure of the script itself, after which HAProxy goes on with the next rule.
  http-request return status 503 content-type text/plain string "The gateway failed." hdr Retry-After 5 unless { var(txn.tidegate_admitted) -m bool }
  http-request del-header x-tidegate- -m beg
  http-response set-header RateLimit %[var(txn.tidegate_limit)] if { var(txn.tidegate_limit) -m found }
  http-response set-header RateLimit-Policy %[var(txn.tidegate_policy)] if { var(txn.tidegate_policy) -m found }
${settle === undefined ? '' : `  log ${settle.host}:${settle.port} format raw local0\n  log-format "%ID %ST"\n`}`
  return {
    proxy: 'haproxy',
    requestIds: true,
    files: [
      { name: 'tidegate.lua', place: '/etc/haproxy/tidegate.lua', text: lua },
      { name: 'tidegate-frontend.cfg', place: 'every `frontend`', text: frontend },
    ],
  }
}
