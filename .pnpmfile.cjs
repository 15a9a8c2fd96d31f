/**
 * The packages of Node.js name their operating system and processor as text, where npm's format has lists. pnpm does not read the text, so it would
 * install the Node.js for Windows on every system.
 */
function readPackage(pkg) {
  for (const field of ['os', 'cpu']) if (typeof pkg[field] === 'string') pkg[field] = [pkg[field]]
  return pkg
}

module.exports = { hooks: { readPackage } }
