export { serveStdio } from './serve-stdio.ts'
export type { ServerOptions, ServerTools } from './tools.ts'
