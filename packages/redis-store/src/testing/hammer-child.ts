import { hammerRedis, type HammerRun } from './hammer-redis.ts'

// Clients in a process of their own: runs what its parent sends, answers with the sightings, and ends.
process.once('message', (run) => {
  void hammerRedis(run as HammerRun).then((sightings) => {
    process.send?.(sightings, undefined, undefined, () => process.disconnect())
  })
})
