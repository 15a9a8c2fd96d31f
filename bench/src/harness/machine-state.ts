export const machineStates = ['second core idle', 'second core busy'] as const

/**
 * What the rest of the machine does while servers are measured. A virtual core that waits is halted, and finds its caches cold afterwards: the same request takes
 * up to twice as much processor time while the other core is idle as while it is busy.
 */
export type MachineState = (typeof machineStates)[number]
