import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Question, TRUNCATED_RESPONSE } from 'dns-packet'

/** The reply to a query: records, NXDOMAIN, SERVFAIL, no reply at all, or bytes that a test supplies. */
export type DnsReply = readonly Answer[] | 'nxdomain' | 'servfail' | 'silent' | Uint8Array

/** A DNS server for a test, on loopback, over UDP and TCP. */
export interface DnsServer {
  /** `127.0.0.1:PORT`, the format of `setServers`. */
  readonly address: string
  /** Every query so far, such as `PTR 1.2.0.192.in-addr.arpa`. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

/** WHY: a free TCP port is usually free over UDP too, but another process may be using it; that does not happen this many times in a row. */
const maxAttempts = 20

const codes = { nxdomain: 3, servfail: 2 } as const

/** The maximum length of an answer over UDP; longer ones are truncated, so that clients retry over TCP (RFC 1035 §4.2.1). */
const maxDatagramLength = 512

/** Starts a server that replies with what `reply` returns. */
export async function startDnsServer(reply: (question: string) => DnsReply | Promise<DnsReply>): Promise<DnsServer> {
  const asked: string[] = []
  const connections = new Set<Socket>()

  async function answerTo(bytes: Buffer, overTcp: boolean): Promise<Buffer | undefined> {
    const { id, questions = [] } = decode(bytes)
    const words = questions.map(({ type, name }: Question) => `${type} ${name}`).join(', ')
    asked.push(words)
    const given = await reply(words)
    if (given === 'silent') return undefined
    if (given instanceof Uint8Array) return withId(given, id ?? 0)
    const code = typeof given === 'string' ? codes[given] : 0
    const answers = typeof given === 'string' ? [] : [...given]
    const whole = encode({ type: 'response', id: id ?? 0, flags: AUTHORITATIVE_ANSWER | code, questions, answers })
    if (overTcp || whole.length <= maxDatagramLength) return whole
    return encode({ type: 'response', id: id ?? 0, flags: AUTHORITATIVE_ANSWER | TRUNCATED_RESPONSE, questions })
  }

  const tcp = createServer((socket) => {
    connections.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => connections.delete(socket))
    let pending = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const end = 2 + pending.readUInt16BE(0)
        void answerTo(pending.subarray(2, end), true).then((answer) => {
          if (answer === undefined) return
          const length = Buffer.alloc(2)
          length.writeUInt16BE(answer.length)
          socket.write(Buffer.concat([length, answer]))
        })
        pending = pending.subarray(end)
      }
    })
  })
  const udp = await listenOnOnePort(tcp)
  udp.on('message', (bytes: Buffer, from: RemoteInfo) => {
    void answerTo(bytes, false).then((answer) => answer !== undefined && udp.send(answer, from.port, from.address))
  })
  const { port } = udp.address()
  return {
    address: `127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of connections) socket.destroy()
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ])
    },
  }
}

/** Makes a server listen on a free port of loopback; returns a socket that is bound to the same port over UDP. */
async function listenOnOnePort(tcp: Server): Promise<UdpSocket> {
  for (let attempt = 1; ; attempt++) {
    tcp.listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    const udp = createSocket('udp4')
    try {
      udp.bind((tcp.address() as AddressInfo).port, '127.0.0.1')
      await once(udp, 'listening')
      return udp
    } catch (error) {
      udp.close()
      tcp.close()
      await once(tcp, 'close')
      if (attempt === maxAttempts || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

/** The bytes with the id of this query. */
function withId(bytes: Uint8Array, id: number): Buffer {
  const answer = Buffer.from(bytes)
  answer.writeUInt16BE(id)
  return answer
}

/** Replies from a table of records, as in a zone file: PTR by address, A and AAAA by name. */
export function zone(records: Readonly<Record<string, readonly string[]>>, ttl = 300): (question: string) => DnsReply {
  return (question) => {
    if (!Object.hasOwn(records, question)) return 'nxdomain'
    const [type = '', name = ''] = question.split(' ')
    return records[question]!.map((data) => ({ type, name, ttl, data }) as Answer)
  }
}
