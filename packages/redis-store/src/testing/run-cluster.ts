import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { freePorts, runRedis, type TestRedis } from '@tidegate/test-support'

const slots = 16_384

/** Starts a cluster of three servers on loopback, which share the slots evenly. */
export async function runCluster(): Promise<readonly TestRedis[]> {
  const servers = await Promise.all((await freePorts(3)).map(runClusterNode))
  await formCluster(servers.map(({ port }) => port))
  return servers
}

/** Starts a server for a cluster. The bus of the cluster has the port of the server and 10,000. */
export function runClusterNode(port: number): Promise<TestRedis> {
  return runRedis(['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`], { port })
}

/** Divides the slots among the servers, introduces them, and waits until all know all. */
async function formCluster(ports: readonly number[]): Promise<void> {
  const nodes = await Promise.all(
    ports.map(async (port) => {
      const client = createClient({ socket: { port } })
      await client.connect()
      return client
    }),
  )
  for (const [index, node] of nodes.entries()) {
    const from = Math.floor((slots * index) / ports.length)
    const to = Math.floor((slots * (index + 1)) / ports.length) - 1
    await node.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)])
    await node.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)])
    if (index > 0) await node.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(ports[0])])
  }
  const isReady = async (): Promise<boolean> => {
    const infos = await Promise.all(nodes.map((node) => node.sendCommand(['CLUSTER', 'INFO'])))
    return infos.every(
      (info) =>
        JSON.stringify(info).includes('cluster_state:ok') && JSON.stringify(info).includes('cluster_known_nodes:3'),
    )
  }
  while (!(await isReady())) await wait(50)
  for (const node of nodes) node.destroy()
}
