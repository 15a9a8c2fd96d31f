import type { ApacheSample } from './apache-sample.ts'
import { serverSamples } from './apache-server-samples.ts'

export const sampleAgents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (compatible; ExampleBot/2.1; +http://bot.example/)',
  'curl/8.5.0',
  '',
] as const

export const sampleAddresses = ['198.51.100.7', '192.0.2.11', '203.0.113.9'] as const

export const apacheSamples: readonly ApacheSample[] = [
  ...serverSamples,
  {
    name: 'wordpress',
    at: '/',
    text: `<Files wp-config.php>
Require all denied
</Files>
<Files xmlrpc.php>
Order deny,allow
Deny from all
Allow from 192.0.2.0/24
</Files>
Options -Indexes
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /
RewriteRule ^wp-admin/includes/ - [F,L]
RewriteRule ^wp-includes/[^/]+\\.php$ - [F,L]
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>`,
    files: [
      'index.php',
      'wp-config.php',
      'xmlrpc.php',
      'wp-admin/includes/x.php',
      'wp-includes/load.php',
      'wp-includes/js/a.js',
    ],
    targets: [
      '/',
      '/wp-config.php',
      '/xmlrpc.php',
      '/wp-admin/includes/x.php',
      '/wp-includes/load.php',
      '/wp-includes/js/a.js',
      '/2026/hello',
      '/index.php?p=1',
    ],
  },
  {
    name: 'drupal',
    at: '/',
    text: `<FilesMatch "\\.(engine|inc|install|module|profile|po|sh|theme|twig|yml)$|^(\\.(?!well-known).*|composer\\.(json|lock)|web\\.config)$">
Require all denied
</FilesMatch>
RewriteEngine on
RewriteRule "/\\.|^\\.(?!well-known/)" - [F]
RewriteRule ^(core|vendor)/.*\\.php$ - [F]`,
    files: [
      'core/install.php',
      'core/a.inc',
      'composer.json',
      '.well-known/acme',
      'sites/settings.yml',
      '.git/config',
      'core/a.js',
    ],
    targets: [
      '/',
      '/core/install.php',
      '/core/a.inc',
      '/composer.json',
      '/.well-known/acme',
      '/sites/settings.yml',
      '/.git/config',
      '/core/a.js',
    ],
  },
  {
    name: 'joomla',
    at: '/',
    text: `RewriteEngine On
RewriteCond %{QUERY_STRING} base64_encode[^(]*\\([^)]*\\) [OR]
RewriteCond %{QUERY_STRING} (<|%3C)script [OR]
RewriteCond %{QUERY_STRING} GLOBALS= [OR]
RewriteCond %{QUERY_STRING} _REQUEST=
RewriteRule .* index.php [F]
<Files configuration.php>
Order allow,deny
Deny from all
</Files>`,
    files: ['index.php', 'configuration.php'],
    targets: [
      '/',
      '/?x=<script>',
      '/?x=%3Cscript',
      '/?GLOBALS=1',
      '/?q=globals',
      '/a?_REQUEST=1',
      '/configuration.php',
      '/index.php?id=1',
    ],
  },
  {
    name: 'nextcloud',
    at: '/',
    text: `<IfModule mod_rewrite.c>
RewriteEngine on
RewriteCond %{HTTP_USER_AGENT} DavClnt
RewriteRule ^$ /remote.php/webdav/ [L,R=302]
RewriteRule ^\\.well-known/carddav /remote.php/dav/ [R=301,L]
RewriteRule ^(build|tests|config|lib|3rdparty|templates)/.* - [R=404,L]
RewriteRule ^(\\.(?!well-known)|autotest|occ|issue|indie|db_|console) - [R=403,L]
</IfModule>`,
    files: ['remote.php', 'occ', 'console.php', 'config/x.php', 'apps/a.js', '.env'],
    targets: [
      '/',
      '/remote.php',
      '/occ',
      '/console.php',
      '/apps/a.js',
      '/.env',
      '/.htaccess',
      '/occasion',
      '/index.php',
    ],
  },
  {
    name: 'bad-bots',
    at: '/',
    text: `SetEnvIfNoCase User-Agent "ExampleBot|EvilScraper|^wget" bad_bot
SetEnvIfNoCase User-Agent ^$ bad_bot
BrowserMatchNoCase "harvest" bad_bot
SetEnvIfNoCase User-Agent "goodexamplebot" !bad_bot
<RequireAll>
Require all granted
Require not env bad_bot
</RequireAll>`,
    targets: ['/', '/x.php', '/a/b/x.php'],
  },
  {
    name: 'bad-bots-2.2',
    at: '/',
    text: `SetEnvIfNoCase User-Agent "ExampleBot" bad_bot
SetEnvIfNoCase Referer "casino" spam_ref
SetEnvIf Remote_Addr "^203\\.0\\.113\\." bad_net
Order Allow,Deny
Allow from all
Deny from env=bad_bot
Deny from env=spam_ref
Deny from env=bad_net`,
    targets: ['/', '/x.php'],
  },
  {
    name: 'rewrite-firewall',
    at: '/',
    text: `RewriteEngine On
RewriteCond %{QUERY_STRING} (eval\\() [NC,OR]
RewriteCond %{QUERY_STRING} (127\\.0\\.0\\.1) [NC,OR]
RewriteCond %{QUERY_STRING} ([a-z0-9]{2000,}) [NC,OR]
RewriteCond %{QUERY_STRING} (etc/passwd|proc/self) [NC,OR]
RewriteCond %{QUERY_STRING} (union)(.*)(select) [NC]
RewriteRule .* - [F]
RewriteCond %{REQUEST_URI} (\\.(bak|old|sql|swp)$) [NC,OR]
RewriteCond %{REQUEST_URI} (/)(cgi-bin|phpmyadmin|thumbs?\\.db) [NC]
RewriteRule .* - [F]
RewriteCond %{HTTP_USER_AGENT} (examplebot|masscan|nikto) [NC]
RewriteRule .* - [F]
RewriteCond %{REQUEST_METHOD} ^(connect|debug|move|trace|track) [NC]
RewriteRule .* - [F]`,
    targets: [
      '/',
      '/?x=eval(1)',
      '/?u=127.0.0.1',
      '/?f=/etc/passwd',
      '/?f=/ETC/passwd',
      '/?q=union+all+select',
      '/?q=select+union',
      '/x.sql',
      '/x.sql.txt',
      '/PhpMyAdmin/',
      '/a?b=1',
    ],
  },
]
