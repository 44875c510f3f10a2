/** What part of a required number was found, in whole percent, rounded down; nothing required is all of it. */
export function fraction(found: number, required: number): number {
  return required <= 0 ? 100 : Math.min(100, Math.floor((found / required) * 100));
}
