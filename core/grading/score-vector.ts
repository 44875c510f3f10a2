/**
 * Keys of a score vector: `base/<subject>/…/<name>`. Unique names stay as they are; the second of two equal
 * ones gets `#2`, or the next number that no name has.
 */
export function uniquePaths(paths: readonly string[]): string[] {
  const taken = new Set<string>(paths);
  const seen = new Set<string>();
  return paths.map((path) => {
    if (!seen.has(path)) {
      seen.add(path);
      return path;
    }
    let number = 2;
    while (taken.has(`${path}#${number}`)) number += 1;
    const free = `${path}#${number}`;
    taken.add(free);
    return free;
  });
}
