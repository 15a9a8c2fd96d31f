/** What a filter of fail2ban counts, in terms of replies. */
export interface HttpFilter {
  /** Statuses of the replies that are counted. */
  readonly statuses: readonly number[]
  /** Path patterns of the requests that are counted; absent for all. */
  readonly paths?: readonly string[]
  /** Where the two differ. */
  readonly difference?: string
}

const searched: readonly string[] = [
  '/roundcube**',
  '/mail**',
  '/extmail**',
  '/horde**',
  '/webmail**',
  '/vwebmail**',
  '/v-webmail**',
  '/pma**',
  '/phpmyadmin**',
  '/myadmin**',
  '/typo3/**',
  '/xampp/**',
  '/admin/pma**',
  '/admin/phpmyadmin**',
  '/admin/myadmin**',
  '/wp-login.php**',
  '/wp-signup.php**',
  '/wp-admin.php**',
  '/cgi-bin**',
  '/mysqladmin**',
]

const byStatus = 'it reads messages of the error log; here the status of the reply is counted'

/** Filters that come with fail2ban and are about HTTP, as far as the status of replies tells the same. */
export const httpFilters: Readonly<Record<string, HttpFilter>> = {
  'nginx-http-auth': { statuses: [401], difference: byStatus },
  'apache-auth': { statuses: [401, 403], difference: byStatus },
  'lighttpd-auth': { statuses: [401], difference: byStatus },
  'traefik-auth': { statuses: [401] },
  'haproxy-http-auth': { statuses: [401] },
  'nginx-limit-req': {
    statuses: [429, 503],
    difference: 'it counts what limit_req of nginx refuses; limits of this policy can say `including refused` instead',
  },
  'nginx-botsearch': { statuses: [404], paths: searched },
  'apache-botsearch': { statuses: [404], paths: searched, difference: byStatus },
  'nginx-bad-request': {
    statuses: [400],
    difference: 'some invalid requests are refused with 400 before any rule, and not counted',
  },
  'apache-noscript': {
    statuses: [404],
    paths: ['/**.php', '/**.asp', '/**.exe', '/**.pl'],
    difference: byStatus,
  },
  'apache-nohome': { statuses: [404], paths: ['/~**'], difference: byStatus },
  'apache-modsecurity': { statuses: [403], difference: byStatus },
}

/** Filters about HTTP that have no equivalent, with what to write instead. */
export const lostFilters: Readonly<Record<string, string>> = {
  recidive: 'it reads the log of fail2ban: a longer `then block for` keeps clients out',
  'apache-overflows': 'invalid requests are refused with 400 before any rule',
  'apache-fakegooglebot': 'write `bots google = googlebot from …` and `block bot impersonates google`',
  'apache-shellshock': 'write `block agent contains "() {"`',
  'php-url-fopen': 'write `block target contains "=http://"`',
  suhosin: 'it reads messages of PHP',
}
