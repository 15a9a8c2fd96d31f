import { addressText } from '@tidegate/node'
import type { Recipe, RecipeSettings } from './recipe.ts'

/** The recipe for Traefik 3: a middleware for the dynamic configuration. Traefik refuses with 500 if the gateway is away, and cannot admit then. */
export function traefikRecipe({ gateway }: RecipeSettings): Recipe {
  const text = `# Tidegate for Traefik: a middleware. Name it in every router that it protects, before all others:
#   middlewares: [tidegate]
# or for a whole entry point in the static configuration:
#   entryPoints: { websecure: { http: { middlewares: [tidegate@file] } } }
http:
  middlewares:
    tidegate:
      forwardAuth:
        address: http://${addressText(gateway)}/authz/forward-auth
        # What Traefik's own clients send in X-Forwarded-… is never passed on; name a load balancer in front of it with
        # entryPoints.*.forwardedHeaders.trustedIPs instead.
        trustForwardHeader: false
        # A page of the policy has at most 64 kB, and a little more when its placeholders are replaced.
        maxResponseBodySize: 131072
        # Redirects lead to paths of the site, not of the gateway.
        preserveLocationHeader: true
`
  return {
    proxy: 'traefik',
    requestIds: false,
    files: [{ name: 'tidegate.traefik.yaml', place: 'the folder of the file provider', text }],
  }
}
