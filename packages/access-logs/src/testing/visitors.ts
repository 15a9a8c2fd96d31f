import { browserAgents, crawlerAgents, guessedPaths, pages, scraperAgents } from './site-texts.ts'
import type { LogEntry } from './log-entry.ts'
import { skewedIndex } from './random-numbers.ts'

/** A client that sends requests. */
export interface Visitor {
  readonly ask: (random: () => number) => Omit<LogEntry, 'timeMs'>
}

const host = 'www.example.com'

/**
 * Creates visitors by group: people, API users, search engines, scrapers, a password guesser, a vulnerability scanner, health
 * checks.
 */
export function visitorsOf(random: () => number, people: number): readonly (readonly Visitor[])[] {
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index))
  return [
    many(people, () => person(addressOf(random), choose(browserAgents, random))),
    many(60, (index) => apiUser(addressOf(random), `user${index}`)),
    many(24, (index) =>
      crawler(`66.249.${64 + (index % 8)}.${20 + index}`, crawlerAgents[index % crawlerAgents.length]!),
    ),
    many(40, (index) => crawler(addressOf(random), scraperAgents[index % scraperAgents.length]!)),
    many(3, (index) => guesser(`198.51.100.${40 + index}`)),
    many(2, (index) => scanner(`203.0.113.${66 + index}`)),
    many(2, (index) => healthCheck(`10.0.0.${2 + index}`)),
  ]
}

function person(ip: string, agent: string): Visitor {
  return {
    ask: (random) => {
      const page = pages[skewedIndex(random, pages.length)]!
      const isAsset = random() < 0.55
      const target = isAsset
        ? `/web/assets/${skewedIndex(random, 400).toString(36)}-${page.length}.${random() < 0.5 ? 'js' : 'css'}`
        : random() < 0.15
          ? `${page}?page=${1 + skewedIndex(random, 60)}`
          : page
      const status = isAsset && random() < 0.3 ? 304 : random() < 0.03 ? 404 : 200
      const bytes = status === 304 ? 0 : 400 + Math.floor(random() * 30_000)
      return {
        ip,
        method: 'GET',
        target,
        status,
        bytes,
        host,
        agent,
        ...(random() < 0.7 && { referer: `https://${host}${page}` }),
      }
    },
  }
}

function apiUser(ip: string, user: string): Visitor {
  return {
    ask: (random) => {
      const writes = random() < 0.25
      const target = `/api/v1/orders/${10_000 + skewedIndex(random, 5_000)}`
      const status = random() < 0.02 ? 500 : writes ? 201 : 200
      return {
        ip,
        user,
        method: writes ? 'POST' : 'GET',
        target,
        status,
        bytes: 120 + Math.floor(random() * 900),
        host,
        agent: 'orders-sync/2.3 (+https://partner.example)',
      }
    },
  }
}

function crawler(ip: string, agent: string): Visitor {
  return {
    ask: (random) => {
      const target =
        random() < 0.02
          ? '/robots.txt'
          : `${pages[Math.floor(random() * pages.length)]!}?page=${1 + Math.floor(random() * 200)}`
      const status = random() < 0.04 ? 404 : 200
      return { ip, method: 'GET', target, status, bytes: 2_000 + Math.floor(random() * 20_000), host, agent }
    },
  }
}

function guesser(ip: string): Visitor {
  return {
    ask: (random) => ({
      ip,
      method: 'POST',
      target: '/login',
      status: random() < 0.995 ? 401 : 302,
      bytes: 512,
      host,
      agent: 'python-requests/2.32.3',
    }),
  }
}

function scanner(ip: string): Visitor {
  return {
    ask: (random) => ({
      ip,
      method: 'GET',
      target: choose(guessedPaths, random),
      status: 404,
      bytes: 153,
      host,
      ...(random() < 0.5 && { agent: 'Mozilla/5.0 zgrab/0.x' }),
    }),
  }
}

function healthCheck(ip: string): Visitor {
  return {
    ask: () => ({ ip, method: 'GET', target: '/health', status: 200, bytes: 2, host, agent: 'HealthChecker/1.0' }),
  }
}

function addressOf(random: () => number): string {
  const octet = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  if (random() < 0.12)
    return `2a02:${octet(16, 4_095).toString(16)}:${octet(16, 65_535).toString(16)}:${octet(0, 15).toString(16)}::${octet(1, 65_535).toString(16)}`
  return `${octet(62, 95)}.${octet(0, 255)}.${octet(0, 255)}.${octet(1, 254)}`
}

function choose<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!
}
