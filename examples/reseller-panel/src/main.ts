import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createAccounts, demonstrationUsers } from './accounts.ts'
import { createPanel } from './app.ts'

const policy = fileURLToPath(new URL('../panel.policy', import.meta.url))
const panel = createPanel(policy, createAccounts(demonstrationUsers))
await panel.guard.ready
const server = panel.app.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const login = (ip: string, password: string): string =>
    `curl -s -H 'X-Real-IP: ${ip}' -d '{"user":"north","password":"${password}"}' ${address}/api/login; echo`
  console.log(`The reseller panel at ${address}; the policy trusts loopback as its proxy. Try:

  ${login('203.0.113.42', 'north-password')}   # a token
  ${login('192.0.2.1', 'north-password')}      # 403: right password, wrong address
  ${login('192.0.2.1', 'guess')}               # 401: a wrong password reveals nothing about addresses
`)
})
