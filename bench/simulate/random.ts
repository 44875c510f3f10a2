/** Numbers that look random and are the same for the same seed, everywhere. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  uniform(): number;
  between(low: number, high: number): number;
  /** With this mean, skewed as times of programs are: `spread` is the standard deviation of the logarithm. */
  lognormal(mean: number, spread: number): number;
  /** Times of a Poisson process in [0, `lengthMs`), `count` of them, sorted. */
  arrivals(count: number, lengthMs: number): number[];
}

/** Mulberry32: 32 bits of state are plenty for some ten thousand draws. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    lognormal(mean, spread) {
      // Box and Muller; 1 − u keeps the logarithm finite.
      const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return Math.exp(Math.log(mean) - spread ** 2 / 2 + spread * normal);
    },
    arrivals: (count, lengthMs) =>
      Array.from({ length: count }, () => uniform() * lengthMs).sort((one, other) => one - other),
  };
}
