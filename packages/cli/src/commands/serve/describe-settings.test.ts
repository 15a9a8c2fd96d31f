import { expect, it } from 'vitest'
import { pageAddress } from './describe-settings.ts'

it.each([
  ['127.0.0.1:7412', 'http://127.0.0.1:7412/page'],
  ['[::1]:7412', 'http://[::1]:7412/page'],
  ['unix:/run/tidegate/admin.sock', '/page of unix:/run/tidegate/admin.sock'],
  ['/run/tidegate/admin.sock', '/page of /run/tidegate/admin.sock'],
  ['systemd', '/page of systemd'],
  ['systemd:admin', '/page of systemd:admin'],
])('the page of the admin listener %s is at %s', (admin, expected) => {
  expect(pageAddress(admin)).toBe(expected)
})
