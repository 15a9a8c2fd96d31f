
import { createServer } from 'node:http'
import { openPolicy } from '@tidegate/node'
const gate = await openPolicy(process.argv[2], { state: process.argv[3], logger: false })
const server = createServer((request, response) => {
  const { outcome } = gate.decide({ method: 'GET', target: '/', headers: {}, peer: '192.0.2.' + (request.url.length % 7) })
  response.statusCode = outcome === 'pass' ? 200 : 429
  response.end()
}).listen(0, '127.0.0.1', () => console.log(server.address().port))
if (process.argv[4] === 'closes')
  process.on('SIGTERM', () => server.close(async () => { await gate.close(); process.exit() }).closeAllConnections())
