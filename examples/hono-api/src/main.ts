import { fileURLToPath } from 'node:url'
import { type HttpBindings, serve } from '@hono/node-server'
import { openPolicy } from '@tidegate/node'
import { createApi } from './app.ts'

const gate = await openPolicy(fileURLToPath(new URL('../api.policy', import.meta.url)), { watch: true })
const answer = createApi(gate, new Map([['demonstration-key', { id: 'north', plan: 'free' }]]))
const server = serve(
  {
    fetch: (request: Request, bindings: unknown) => answer(request, bindings as HttpBindings),
    hostname: '127.0.0.1',
    port: Number(process.env['PORT'] ?? 3000),
  },
  (address) => console.log(`The API of forecasts: ${JSON.stringify(address)}`),
)
process.once('SIGINT', () => server.close(() => void gate.close()))
