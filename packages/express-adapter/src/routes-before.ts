import type { Application, RequestHandler } from 'express'

interface Layer {
  readonly handle: { readonly stack?: unknown }
  readonly route?: { readonly path: unknown }
}

/**
 * Names the routes and routers that an application has before this middleware; empty if the middleware is not among those of the application itself, and if
 * there is no application, because something else than Express calls the middleware.
 */
export function routesBefore(app: Application | undefined, middleware: RequestHandler): readonly string[] {
  if (app === undefined) return []
  // WHY: Express 4 throws if `router` is read, and keeps its router as `_router`.
  const { _router: router = app.router } = app as Application & { readonly _router?: Application['router'] }
  const layers = router.stack as readonly Layer[]
  const before = layers.slice(
    0,
    Math.max(
      0,
      layers.findIndex(({ handle }) => handle === middleware),
    ),
  )
  return before.flatMap(({ handle, route }) => {
    if (route !== undefined) return `the route ${String(route.path)}`
    return Array.isArray(handle.stack) ? 'a router' : []
  })
}
