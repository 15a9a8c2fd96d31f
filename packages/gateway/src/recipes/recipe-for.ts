import type { ProxyName } from '@tidegate/node'
import { caddyRecipe } from './caddy.ts'
import { envoyRecipe } from './envoy.ts'
import { haproxyRecipe } from './haproxy.ts'
import { nginxRecipe } from './nginx.ts'
import type { Recipe, RecipeSettings } from './recipe.ts'
import { traefikRecipe } from './traefik.ts'

const recipes: Readonly<Record<ProxyName, (settings: RecipeSettings) => Recipe>> = {
  nginx: nginxRecipe,
  caddy: caddyRecipe,
  haproxy: haproxyRecipe,
  traefik: traefikRecipe,
  envoy: envoyRecipe,
}

/** How a proxy is configured so that it asks a gateway. */
export function recipeFor(proxy: ProxyName, settings: RecipeSettings): Recipe {
  return recipes[proxy](settings)
}
