import type { Recipe, RecipeSettings } from './recipe.ts'

/** The recipe for Envoy 1.30 or newer: a filter for the HTTP connection manager, and the cluster of the gateway. */
export function envoyRecipe({ gateway, whenAway }: RecipeSettings): Recipe {
  const address =
    gateway.kind === 'tcp'
      ? `socket_address: { address: ${gateway.host}, port_value: ${gateway.port} }`
      : `pipe: { path: ${gateway.kind === 'unix' ? gateway.path : '/run/tidegate/tidegate.sock'} }`
  const server = gateway.kind === 'tcp' ? `${gateway.host}:${gateway.port}` : 'tidegate'
  const filter = `# Tidegate for Envoy: the first of \`http_filters\` of the connection manager, which needs \`use_remote_address: true\`.
- name: envoy.filters.http.ext_authz
  typed_config:
    "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
    transport_api_version: V3
    failure_mode_allow: ${whenAway === 'admit'}
    status_on_error: { code: ServiceUnavailable }
    allowed_headers:
      patterns:
        - { exact: accept, ignore_case: true }
        - { exact: accept-language, ignore_case: true }
        - { exact: cookie, ignore_case: true }
        - { exact: origin, ignore_case: true }
        - { exact: referer, ignore_case: true }
        - { exact: signature, ignore_case: true }
        - { exact: signature-agent, ignore_case: true }
        - { exact: signature-input, ignore_case: true }
        - { exact: user-agent, ignore_case: true }
        - { exact: x-forwarded-for, ignore_case: true }
        - { exact: x-forwarded-proto, ignore_case: true }
        - { exact: x-request-id, ignore_case: true }
    http_service:
      server_uri: { uri: "http://${server}", cluster: tidegate, timeout: 0.25s }
      path_prefix: /authz/ext-authz
      authorization_response:
        # WHY only on success: a list for refusals would drop Retry-After and everything else that is not in it.
        allowed_client_headers_on_success: { patterns: [{ prefix: ratelimit, ignore_case: true }] }
`
  const cluster = `# Tidegate for Envoy: one of \`clusters\`.
- name: tidegate
  connect_timeout: 0.25s
  load_assignment:
    cluster_name: tidegate
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { ${address} } } }] }]
`
  return {
    proxy: 'envoy',
    requestIds: false,
    files: [
      { name: 'tidegate-filter.yaml', place: '`http_filters` of the connection manager', text: filter },
      { name: 'tidegate-cluster.yaml', place: '`clusters`', text: cluster },
    ],
  }
}
