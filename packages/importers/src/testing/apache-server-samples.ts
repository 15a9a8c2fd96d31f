import type { ApacheSample } from './apache-sample.ts'

/** Configurations of servers, and of some folders, in addition to `apacheSamples`. */
export const serverSamples: readonly ApacheSample[] = [
  {
    name: 'admin-by-address',
    text: `<Location /admin>
Require ip 192.0.2.0/24
Require ip 203.0.113.9
</Location>
<Location /admin/public>
Require all granted
</Location>
<LocationMatch "^/(status|info)$">
Require local
Require ip 192.0.2.11
</LocationMatch>
<Directory "\${ROOT}/private">
Require all denied
</Directory>`,
    files: ['private/x', 'admin/public/y'],
    targets: [
      '/',
      '/admin',
      '/admin/x.php',
      '/administrator',
      '/admin/public/y',
      '/status',
      '/status/x',
      '/private/x',
      '/privates',
    ],
  },
  {
    name: 'odoo-behind-httpd',
    text: `ProxyRequests Off
ProxyPreserveHost On
<Location /web/database>
Order deny,allow
Deny from all
Allow from 192.0.2.0/24
</Location>
<LocationMatch "^/(xmlrpc|jsonrpc)/">
Require ip 192.0.2.0/24 203.0.113.0/24
</LocationMatch>
RewriteEngine On
RewriteCond %{REQUEST_METHOD} ^(TRACE|TRACK)$
RewriteRule ^ - [F]
Redirect gone /web/old-login`,
    targets: [
      '/',
      '/web',
      '/web/database/manager',
      '/web/databases',
      '/xmlrpc/2/common',
      '/xmlrpcs',
      '/web/old-login',
      '/web/old-login/x',
      '/web/old-loginx',
    ],
  },
  {
    name: 'alias-of-a-panel',
    text: `Alias /panel "\${ROOT}/share/panel"
<Directory "\${ROOT}/share/panel">
Require all granted
</Directory>
<Directory "\${ROOT}/share/panel/setup">
<IfModule mod_authz_core.c>
Require ip 192.0.2.0/24
</IfModule>
<IfModule !mod_authz_core.c>
Order deny,allow
Deny from all
</IfModule>
</Directory>
<DirectoryMatch "/share/panel/(libraries|templates)">
Require all denied
</DirectoryMatch>`,
    files: [
      'share/panel/index.php',
      'share/panel/setup/a.php',
      'share/panel/libraries/l.php',
      'share/panel/templates/t',
    ],
    targets: [
      '/panel/index.php',
      '/panel/setup/a.php',
      '/share/panel/setup/a.php',
      '/panel/libraries/l.php',
      '/share/panel/templates/t',
      '/panel2',
    ],
  },
  {
    name: 'maintenance',
    at: '/',
    text: `RewriteEngine On
RewriteCond %{REMOTE_ADDR} !^192\\.0\\.2\\.11
RewriteCond %{REMOTE_ADDR} !^203\\.0\\.113\\.9$
RewriteCond %{REQUEST_URI} !^/maintenance\\.html$
RewriteCond %{REQUEST_URI} !\\.(css|png)$
RewriteRule .* - [R=503,L]`,
    files: ['maintenance.html', 'style.css'],
    targets: ['/', '/x.php', '/maintenance.html', '/style.css', '/a/x.php', '/style.css.php'],
  },
  {
    name: 'hotlinking',
    at: '/',
    text: `RewriteEngine On
RewriteCond %{HTTP_REFERER} !^$
RewriteCond %{HTTP_REFERER} !^https?://(www\\.)?good\\.example/
RewriteRule \\.(gif|jpe?g|png)$ - [F]`,
    files: ['a.png', 'b.jpeg', 'c.jpg'],
    targets: ['/', '/a.png', '/b.jpeg', '/c.jpg', '/a.pngx'],
  },
  {
    name: 'uploads-folder',
    at: '/a/',
    text: `<FilesMatch "\\.(php|phtml|phar)$">
Require all denied
</FilesMatch>
RewriteEngine On
RewriteRule ^private/ - [F]
RewriteRule (^|/)\\. - [F]`,
    files: ['a/private/x', 'a/.hidden', 'private/x'],
    targets: ['/', '/x.php', '/a/x.php', '/a/b/x.php', '/a/private/x', '/private/x', '/a/.hidden', '/.env', '/a/y.txt'],
  },
  {
    name: 'methods-and-conditions',
    text: `<Location /api>
<LimitExcept GET HEAD>
Require ip 192.0.2.0/24
</LimitExcept>
</Location>
<If "%{HTTP_USER_AGENT} =~ /curl/ && ! -R '192.0.2.0/24'">
Require all denied
</If>
RedirectMatch 403 "^/\\.(?!well-known/)"
RedirectMatch 410 "^/(old|legacy)/"`,
    targets: ['/', '/api/x', '/.env', '/.well-known/x', '/old/x', '/older', '/legacy/'],
  },
]
