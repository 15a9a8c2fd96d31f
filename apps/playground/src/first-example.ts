import type { SharedState } from './share-link.ts'

/** What the page shows first. */
export const firstExample: SharedState = {
  root: 'shop.policy',
  files: {
    'shop.policy': `policy "shop"

list office   = file "office.txt"
bots scrapers  = ahrefsbot, semrushbot, mj12bot

block bot in scrapers                          as "scrapers"
block path in /admin/**  unless ip in office   as "admin pages"

limit 60 per minute per ip                     as "visitors"
limit 600 per minute per network(24, 48)       as "networks"
limit 5 per minute per ip  when path in /login as "log in"
`,
    'office.txt': '198.51.100.0/24\n2001:db8:51::/48\n',
  },
  requests: `# One request per line; or paste an access log, curl commands or a HAR file.
10:00 GET / from 192.0.2.7 x12 every 9s
10:00:10 POST /login from 203.0.113.9 x20 every 4s status 401
10:00:30 GET /products/1 from 192.0.2.44 agent "Mozilla/5.0 (compatible; AhrefsBot/7.0)" x6 every 10s
10:01 GET /admin/orders from 198.51.100.7
+10s GET /admin/orders from 192.0.2.44
`,
}
