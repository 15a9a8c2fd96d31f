import { fileURLToPath } from 'node:url'
import { createApi } from './app.ts'

const policy = fileURLToPath(new URL('../api.policy', import.meta.url))
const app = await createApi(policy, new Map([['demonstration-key', { id: 'north', plan: 'free' }]]))
console.log(`The API of measurements: ${await app.listen({ port: Number(process.env['PORT'] ?? 3000) })}`)
process.once('SIGINT', () => void app.close())
