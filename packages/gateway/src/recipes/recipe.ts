import type { ListenAddress, ProxyName } from '@tidegate/node'

/** What a recipe is written for. */
export interface RecipeSettings {
  /** Where the gateway listens for checks. */
  readonly gateway: ListenAddress
  /** Where it receives the statuses of replies; without it, limits that count replies do not count. */
  readonly settle?: { readonly host: string; readonly port: number }
  /** What the proxy does with requests if the gateway is away: refuse them with 503, or let them in. */
  readonly whenAway: 'refuse' | 'admit'
}

/** A file of a recipe. */
export interface RecipeFile {
  /** Suggested name. */
  readonly name: string
  /** Where it belongs in the configuration of the proxy. */
  readonly place: string
  readonly text: string
}

/** How a proxy asks a gateway. */
export interface Recipe {
  readonly proxy: ProxyName
  readonly files: readonly RecipeFile[]
  /** Whether the proxy sets an id for each request: `serve.requestIds`. */
  readonly requestIds: boolean
}
