import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createService } from './app.ts'
import { createConnections, demonstrationConnections } from './connections.ts'

const policy = fileURLToPath(new URL('../connections.policy', import.meta.url))
const service = createService(policy, createConnections(demonstrationConnections), (entry) =>
  console.log(JSON.stringify(entry)),
)
await service.guard.ready
const server = service.app.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  console.log(`Connections with address lists at ${address}; the policy trusts loopback as its proxy. Try:

  curl -i -H 'x-api-key: key-office' -H 'X-Forwarded-For: 203.0.113.8' ${address}/   # allowed
  curl -i -H 'x-api-key: key-office' -H 'X-Forwarded-For: 203.0.113.9' ${address}/   # blocked, though its network is allowed
  curl -i -H 'x-api-key: key-office' -H 'X-Forwarded-For: 198.51.100.1' ${address}/  # not allowed
  curl -i -H 'x-api-key: key-open' -H 'X-Forwarded-For: 198.51.100.1' ${address}/    # an empty list has no effect

Each request writes one audit line here:`)
})
