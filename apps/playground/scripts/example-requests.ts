/** The requests that show what each policy of the examples is about: what it admits, what it limits and what it blocks. By the path of the policy. */
export const exampleRequests: Readonly<Record<string, string>> = {
  'connection-lists/connections.policy': `# The application supplies both lists with each request.
10:00 GET / from 203.0.113.9 fact connection.allowed=203.0.113.0/24 fact connection.blocked=
# Not on the allowlist; on both lists; and an empty allowlist has no effect.
+1s GET / from 198.51.100.1 fact connection.allowed=203.0.113.0/24 fact connection.blocked=
+1s GET / from 203.0.113.9 fact connection.allowed=203.0.113.0/24 fact connection.blocked=203.0.113.9
+1s GET / from 198.51.100.1 fact connection.allowed= fact connection.blocked=
# Without its lists, no request is admitted.
+1s GET / from 203.0.113.9
`,
  'cookbook/ai-crawlers.policy': `10:00 GET /articles/1 from 192.0.2.7 agent Firefox/144.0
+1s GET /articles/1 from 192.0.2.8 agent GPTBot/1.2
+1s GET /Articles/2 from 192.0.2.8 agent ClaudeBot/1.0
# Everything else is for them, too.
+1s GET /about from 192.0.2.8 agent GPTBot/1.2
+1s GET /robots.txt from 192.0.2.8 agent GPTBot/1.2
`,
  'cookbook/api-plans.policy': `# Two keys with 70 requests in 35 seconds: one has the free plan, and one that of teams.
10:00 GET /api/items from 192.0.2.7 header "X-Api-Key: one" fact api.plan=free x70 every 500ms
10:00 GET /api/items from 192.0.2.8 header "X-Api-Key: two" fact api.plan=team x70 every 500ms
# One address with many requests, whatever its plan.
10:05 GET /api/items from 192.0.2.9 header "X-Api-Key: three" fact api.plan=business x650 every 50ms
# The application must say which plan it is.
10:10 GET /api/items from 192.0.2.7
`,
  'cookbook/countries.policy': `10:00 GET / from 203.0.113.9 fact country=RO
+1s GET / from 203.0.113.10 fact country=XA
# A partner from the same country, and a client whose country is not known.
+1s GET / from 192.0.2.7 fact country=XA
+1s GET / from 203.0.113.11
`,
  'cookbook/health-checks.policy': `10:00 GET /health from 10.0.0.10 x30 every 1s
10:00 GET / from 203.0.113.9 x30 every 1s
`,
  'cookbook/login-throttling.policy': `# Twelve attempts within a minute.
10:00 POST /login from 203.0.113.9 x12 every 5s status 401
# One attempt per minute: after ten failures, the address is locked out. Others are not.
+5m POST /Login/ from 203.0.113.9 x12 every 1m status 401
+10s POST /login from 192.0.2.7 status 303
+1s GET /login from 203.0.113.9
`,
  'cookbook/maintenance.policy': `# Bucharest is two hours ahead of UTC in January: maintenance is from 20:00 to midnight UTC.
2026-01-04T19:59:00Z GET / from 192.0.2.7
2026-01-04T20:00:00Z GET / from 192.0.2.7
+1m GET / from 203.0.113.7
2026-01-05T00:00:00Z GET / from 192.0.2.7
`,
  'cookbook/tenants.policy': `10:00 GET / from 203.0.113.9 host a.example.com
+1s GET / from 192.0.2.7 host a.example.com
+1s GET / from 192.0.2.7 host b.example.com x15 every 1s
+1s GET / from 192.0.2.8 host c.example.com x310 every 100ms
`,
  'cookbook/total-capacity.policy': `# Guests alone, then guests and a user within the same second.
10:00 GET / from 192.0.2.7 x900 every 1ms
10:01 GET / from 192.0.2.7 x700 every 1ms
10:01 GET / from 192.0.2.8 user ana x400 every 2ms
`,
  'cookbook/verified-googlebot.policy': `10:00 GET / from 192.0.2.7 agent Googlebot/2.1 x70 every 500ms
10:00 GET / from 203.0.113.9 agent Firefox/144.0 x70 every 500ms
10:01 GET / from 203.0.113.10 agent Googlebot/2.1
+1s GET /robots.txt from 203.0.113.10 agent Googlebot/2.1
`,
  'cookbook/webhooks.policy': `10:00 POST /webhooks/payment from 198.51.100.7
+1s GET /webhooks/payment from 198.51.100.7
+1s POST /webhooks/payment from 203.0.113.9
+1s GET / from 203.0.113.9
`,
  'express-api/api.policy': `10:00 POST /login from 203.0.113.9 x8 every 10s status 401
10:05 GET /admin/users from 192.0.2.7 user ana fact user.role=admin
+1s GET /admin/users from 192.0.2.8 user ben fact user.role=member
10:10 GET /notes from 192.0.2.9 x70 every 500ms
10:10 GET /notes from 192.0.2.7 user ana fact user.role=admin x70 every 500ms
10:15 GET /notes from 192.0.2.8 user ben fact user.role=member x650 every 50ms
`,
  'fastify-api/api.policy': `# Keys that do not exist: guesses are answered with 401, and counted.
10:00 GET /measurements from 203.0.113.9 header "Authorization: Bearer guess" x14 every 10s status 401
# The same 70 requests with the plans of two keys.
10:10 GET /measurements from 192.0.2.7 user key-1 fact key.plan=free x70 every 500ms
10:10 GET /measurements from 192.0.2.8 user key-2 fact key.plan=team x70 every 500ms
`,
  'hono-api/api.policy': `10:00 GET /v1/forecast from 192.0.2.7 x5 every 5s
10:05 GET /v1/forecast from 192.0.2.8 header "X-Api-Key: one" user ana fact user.plan=free x8 every 5s
10:05 GET /v1/forecast from 192.0.2.9 header "X-Api-Key: two" user ben fact user.plan=pro x60 every 800ms
10:10 GET /about from 192.0.2.10 agent GPTBot/1.2
10:15 GET /v1/forecast from 203.0.113.9 header "X-Api-Key: guess" x14 every 10s status 401
`,
  'node-chat/chat.policy': `10:00 GET /chat from 192.0.2.7 user ana x8 every 5s
+1s GET /chat from 192.0.2.7
+1s GET /chat from 198.51.100.7 user eve
# Five users at one address.
10:05 GET /chat from 192.0.2.8 user ben x5 every 8s
10:05 GET /chat from 192.0.2.8 user eva x5 every 8s
10:05 GET /chat from 192.0.2.8 user ida x5 every 8s
10:05 GET /chat from 192.0.2.8 user leo x5 every 8s
10:05 GET /chat from 192.0.2.8 user mia x5 every 8s
10:10 POST /login from 203.0.113.9 x8 every 10s status 401
10:20 GET / from 192.0.2.9 x140 every 200ms
`,
  'odoo-behind-nginx/odoo.policy': `10:00 GET / from 192.0.2.7 agent Firefox/144.0 x200 every 200ms
10:00 GET /shop from 192.0.2.8 agent bingbot/2.0 x70 every 500ms
10:02 POST /web/login from 192.0.2.9 x8 every 10s status 200
10:05 POST /fr/web/login from 192.0.2.10 x25 every 1s status 303
10:06 GET /web/database/manager from 203.0.113.9
+1s POST /jsonrpc from 203.0.113.9
+1s POST /jsonrpc from 192.0.2.11
+1s GET /shop from 192.0.2.12 agent Scrapy/2.11
+1s GET /web/static/logo.png from 192.0.2.12 agent Scrapy/2.11
10:07 POST /website/form/crm.lead from 192.0.2.13 x7 every 2s
10:08 GET /websocket from 192.0.2.14 x70 every 500ms
10:09 GET /shop?attrib=1-2 from 192.0.2.15 x25 every 1s
`,
  'panel-behind-nginx/panel.policy': `10:00 GET /admin/resellers from 203.0.113.5 host admin.panel.example
+1s GET / from 192.0.2.7 host admin.panel.example
+1s GET /admin/resellers from 198.51.100.7 host north.panel.example
+1s GET / from 198.51.100.7 host north.panel.example
+1s GET / from 192.0.2.7 host north.panel.example
+1s GET / from 198.51.100.7 host south.panel.example
# Programs need a key; unknown ones are answered with 401, and counted.
10:05 GET /accounts from 203.0.113.20 host api.panel.example
+1s GET /accounts from 203.0.113.20 host api.panel.example header "X-Api-Key: guess" x25 every 1s status 401
10:10 GET /accounts from 203.0.113.21 host api.panel.example header "X-Api-Key: one" x320 every 100ms
# Log-ins: wrong passwords, and too many within a minute.
10:15 POST /api/login from 198.51.100.8 host north.panel.example x8 every 10s status 401
10:20 POST /api/login from 198.51.100.9 host north.panel.example x15 every 2s status 200
10:25 GET / from 198.51.100.10 host north.panel.example x320 every 100ms
`,
  'public-site/site.policy': `10:00 GET / from 66.249.66.1 agent Googlebot/2.1 x12 every 4s
+1s GET / from 192.0.2.66
+1s GET /shop from 192.0.2.7 agent Scrapy/2.11
+1s GET /web/static/logo.png from 192.0.2.7 agent Scrapy/2.11
10:01 GET /shop from 192.0.2.8 agent Firefox/144.0 x220 every 200ms
`,
  'reseller-panel/panel.policy': `10:00 GET /accounts from 203.0.113.9 user ana fact user.type=reseller fact user.allowed_ips=203.0.113.0/24
+1s GET /accounts from 198.51.100.1 user ana fact user.type=reseller fact user.allowed_ips=203.0.113.0/24
# An empty list has no effect, and admins are not restricted.
+1s GET /accounts from 198.51.100.1 user ben fact user.type=support fact user.allowed_ips=
+1s GET /accounts from 198.51.100.1 user eve fact user.type=admin fact user.allowed_ips=203.0.113.0/24
+1s GET /login from 198.51.100.1
`,
}
