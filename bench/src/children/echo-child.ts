/** Answers every message of its channel, as a primary with the counters would. */
process.on('message', (message) => process.send!(message))
