import { addressText, type ListenAddress } from '@tidegate/node'
import type { Recipe, RecipeSettings } from './recipe.ts'

/**
 * For how long Caddy tries to find an answer while it admits requests without one. WHY longer than `response_header_timeout`: a gateway that is too
 * slow is away too.
 */
const tryMs = 800

/** The port of the answer that admits requests while the gateway is away. */
const openPort = 7414

/** WHY: Caddy accepts heads of a megabyte, and a few of them keep the gateway busy for longer than the recipe waits. */
const headLimit = `# In the global options at the top, so that large heads cannot make the gateway seem away:
#   { servers { max_header_size 32KB } }
`

/** The recipe for Caddy 2.6 or newer: a snippet that every site imports first. */
export function caddyRecipe({ gateway, settle, whenAway }: RecipeSettings): Recipe {
  const isOpen = whenAway === 'admit'
  const text = `# Tidegate for Caddy. At the top of the Caddyfile: \`import tidegate.caddy\`. In every site that it protects, first of all in a \`route\`:
#   route {
#     import tidegate
#     reverse_proxy 127.0.0.1:8069
#   }
#   import tidegate_away
${settle === undefined ? '' : '#   import tidegate_statuses\n'}${isOpen ? headLimit : ''}(tidegate) {
${settle === undefined ? '' : '  header {\n    X-Tidegate-Request {http.request.uuid}\n    defer\n  }\n'}  # WHY the long form of \`forward_auth\`: it has no way to add the fields of a check to the reply.
  reverse_proxy ${upstreamOf(gateway)}${isOpen ? ` 127.0.0.1:${openPort}` : ''} {
    method GET
    # The question mark keeps Caddy from appending the client's query.
    rewrite /authz/forward-auth?
    header_up X-Forwarded-Method {method}
    header_up X-Forwarded-Uri {uri}
    header_up X-Tidegate-Request {http.request.uuid}
${isOpen ? `    lb_policy first\n    lb_try_duration ${tryMs}ms\n    fail_duration 1s\n` : ''}    transport http {
      dial_timeout 250ms
      response_header_timeout 500ms
      compression off
    }
    @limited {
      status 200
      header RateLimit *
    }
    handle_response @limited {
      header RateLimit {rp.header.Ratelimit}
      header RateLimit-Policy {rp.header.Ratelimit-Policy}
      request_header -X-Tidegate-*
    }
    @admitted status 200
    handle_response @admitted {
      request_header -X-Tidegate-*
    }
  }
}

(tidegate_away) {
  handle_errors {
    @away expression {err.status_code} in [502, 504]
    header @away Retry-After 5
    respond @away "The gateway is away." 503
  }
}
${settle === undefined ? '' : statusLog(settle)}${isOpen ? `\n# The gateway is away: requests come in without a check.\nhttp://127.0.0.1:${openPort} {\n  bind 127.0.0.1\n  respond 200\n}\n` : ''}`
  return {
    proxy: 'caddy',
    requestIds: true,
    files: [{ name: 'tidegate.caddy', place: 'next to the Caddyfile', text }],
  }
}

/** The access log that tells the gateway the status of each reply, by the id in a field of the reply. */
function statusLog({ host, port }: NonNullable<RecipeSettings['settle']>): string {
  return `
(tidegate_statuses) {
  log {
    output net udp/${host}:${port}
    format filter {
      wrap json
      fields {
        request delete
      }
    }
  }
}
`
}

function upstreamOf(gateway: ListenAddress): string {
  return gateway.kind === 'unix' ? `unix/${gateway.path}` : addressText(gateway)
}
