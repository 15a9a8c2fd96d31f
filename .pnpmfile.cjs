/**
 * The packages of Node.js name their operating system and processor as text, where npm's format has lists. pnpm does not read the text, so it would
 * install the Node.js for Windows on every system.
 */
function readPackage(pkg) {
  for (const field of ['os', 'cpu']) if (typeof pkg[field] === 'string') pkg[field] = [pkg[field]]
  return pkg
}

/**
 * The package.json of a published package refers to the bundle (`scripts/bundle-package.ts`), and contains nothing that only the workspace uses:
 * sources, scripts, and dependencies for development, which include those that are in the bundle.
 */
function beforePacking(pkg) {
  delete pkg.devDependencies
  delete pkg.scripts
  pkg.exports = Object.fromEntries(Object.entries(pkg.exports).map(([entry, target]) => [entry, published(target)]))
  if (Array.isArray(pkg.sideEffects)) pkg.sideEffects = pkg.sideEffects.filter(isPublished).map(published)
  if (pkg.bin !== undefined) {
    pkg.bin = Object.fromEntries(Object.entries(pkg.bin).map(([name, file]) => [name, published(file)]))
  }
  return pkg
}

const isPublished = (path) => !path.startsWith('./src/')

/** A path, or paths by condition, as published. */
function published(target) {
  if (typeof target === 'string') return target.replace(/^\.\/dist\/(?!bundle\/)(?=.*\.[jt]s$)/, './dist/bundle/')
  const { '@tidegate/source': _source, ...others } = target
  return Object.fromEntries(Object.entries(others).map(([condition, path]) => [condition, published(path)]))
}

module.exports = { hooks: { readPackage, beforePacking } }
