import { fileURLToPath } from 'node:url'
import { createApi } from './app.ts'

const policy = fileURLToPath(new URL('../api.policy', import.meta.url))
const { app, guard } = createApi(policy, [
  { id: 'ana', role: 'admin', password: 'ana-password' },
  { id: 'ben', role: 'member', password: 'ben-password' },
])
await guard.ready
const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`The API of notes: ${JSON.stringify(server.address())}`)
})
guard.protectUpgrades(server)
process.once('SIGINT', () => server.close(() => void guard.close()))
