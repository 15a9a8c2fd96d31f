import type { LoadRequest } from '../harness/load.ts'

/** The doors whose checks are measured. */
export type CheckDoor = 'auth-request' | 'forward-auth'

/** What a proxy on this machine asks about each of these requests. */
export function checksOf(door: CheckDoor, requests: readonly LoadRequest[]): readonly LoadRequest[] {
  return requests.map(({ path, headers }) => ({
    path: `/authz/${door}`,
    headers: { ...headers, ...proxyFields(door, path, headers['X-Forwarded-For']!) },
  }))
}

function proxyFields(door: CheckDoor, target: string, forwarded: string): Readonly<Record<string, string>> {
  switch (door) {
    case 'auth-request':
      return { 'X-Original-URI': target, 'X-Original-Method': 'GET', 'X-Real-IP': '127.0.0.1' }
    case 'forward-auth':
      return {
        'X-Forwarded-Uri': target,
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-For': `${forwarded}, 127.0.0.1`,
      }
  }
}
