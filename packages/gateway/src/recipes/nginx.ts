import { addressText } from '@tidegate/node'
import type { Recipe, RecipeSettings } from './recipe.ts'

/** The log of statuses. WHY two logs: a log in a block `server` replaces those of the block `http`. */
function statusLog({ host, port }: NonNullable<RecipeSettings['settle']>): string {
  return `access_log syslog:server=${host}:${port},tag=tidegate tidegate;
# A log in a block \`server\` replaces those of the block \`http\`: write here what you have there. Remove it if the server has its own.
access_log /var/log/nginx/access.log combined;
`
}

/**
 * The recipe for nginx 1.13 or newer with its module auth_request. It protects whole servers: what is set in a `server` block applies to every
 * location in it.
 */
export function nginxRecipe({ gateway, settle, whenAway }: RecipeSettings): Recipe {
  const http = `# Tidegate for nginx, in the block \`http\` (as in /etc/nginx/conf.d/).
upstream tidegate {
  server ${gateway.kind === 'unix' ? `unix:${gateway.path}` : addressText(gateway)};
  keepalive 32;
}
${settle === undefined ? '' : "\nlog_format tidegate '$request_id $status';\n"}`

  const server = `# Tidegate for nginx, in every block \`server\` that it protects. A location with an \`error_page\` or \`add_header\` of its own has to repeat
# those of this file, and requests that \`return\` or \`rewrite\` answers are never checked.
auth_request /_tidegate;
auth_request_set $tidegate_reply $upstream_http_x_tidegate_reply;
auth_request_set $tidegate_limit $upstream_http_ratelimit;
auth_request_set $tidegate_policy $upstream_http_ratelimit_policy;
add_header RateLimit $tidegate_limit always;
add_header RateLimit-Policy $tidegate_policy always;
# For a refusal whose reply cannot be fetched, because the gateway went away in between.
recursive_error_pages on;
error_page 403 = @tidegate_refused;
error_page 500 =503 @tidegate_away;
${settle === undefined ? '' : statusLog(settle)}
location = /_tidegate {
  internal;
  auth_request off;
  proxy_pass http://tidegate/authz/auth-request;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header Host $http_host;
  # The host by which nginx chose this server: it is not the one of the field Host, if the target names another one.
  proxy_set_header X-Tidegate-Host $host;
  proxy_set_header X-Original-URI $request_uri;
  proxy_set_header X-Original-URL "";
  proxy_set_header X-Forwarded-Uri "";
  proxy_set_header X-Original-Method $request_method;
  proxy_set_header X-Real-IP $remote_addr;
  proxy_set_header X-Tidegate-Request $request_id;
  proxy_connect_timeout 250ms;
  proxy_read_timeout 500ms;
  # Whatever the server block says: an answer is for one request, and a refusal is no error.
  proxy_cache off;
  proxy_store off;
${whenAway === 'refuse' ? '  proxy_intercept_errors off;\n' : '  proxy_intercept_errors on;\n  error_page 500 502 504 = @tidegate_open;\n'}}
${whenAway === 'refuse' ? '' : '\n# The gateway is away: requests come in without a check.\nlocation @tidegate_open {\n  internal;\n  auth_request off;\n  return 204;\n}\n'}
location @tidegate_refused {
  internal;
  auth_request off;
  proxy_method GET;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header X-Tidegate-Reply $tidegate_reply;
  proxy_cache off;
  proxy_store off;
  proxy_intercept_errors off;
  # nginx reads the body of a refused request before it fetches the reply.
  client_body_timeout 5s;
  error_page 500 502 504 =503 @tidegate_away;
  # WHY a variable: nginx allows no path after \`proxy_pass\` in a named location without one.
  proxy_pass http://tidegate/authz/reply$is_args$args;
}

location @tidegate_away {
  internal;
  auth_request off;
  add_header Retry-After 5 always;
  return 503;
}
`
  return {
    proxy: 'nginx',
    requestIds: true,
    files: [
      {
        name: 'tidegate-http.conf',
        place: 'the block `http`, for example as /etc/nginx/conf.d/tidegate.conf',
        text: http,
      },
      {
        name: 'tidegate-server.conf',
        place: 'every block `server`: `include /etc/nginx/snippets/tidegate-server.conf;`',
        text: server,
      },
    ],
  }
}
