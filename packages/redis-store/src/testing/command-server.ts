import { createClient } from '@redis/client'

/** Sends commands to a server, one after another, on a connection of their own. */
export async function commandServer(
  port: number,
  ...commands: readonly (readonly string[])[]
): Promise<readonly string[]> {
  const client = createClient({ socket: { port, reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const answers: string[] = []
    for (const command of commands) answers.push(JSON.stringify(await client.sendCommand(command)))
    return answers
  } finally {
    client.destroy()
  }
}
