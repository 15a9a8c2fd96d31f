import { fileURLToPath } from 'node:url'
import { createChat } from './app.ts'

const policy = fileURLToPath(new URL('../chat.policy', import.meta.url))
const { server, guard } = createChat(policy, new Map([['ana', 'ana-password']]))
await guard.ready
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`The chat: ${JSON.stringify(server.address())}`)
})
process.once('SIGINT', () => server.close(() => void guard.close()))
