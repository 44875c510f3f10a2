/** 2, 4, 8, 16, 30, 30, … seconds: soon enough that a student hardly notices, slow enough to spare what is ill. */
export function backoffSeconds(failures: number): number {
  return Math.min(2 ** failures, 30);
}
