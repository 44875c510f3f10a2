/** Undefined for the view of the host's toolchain. */
export type Image = string | undefined;

/**
 * The sandboxes that wait for a job. The next jobs are likely to ask for what the last ones asked for, so there is to
 * be a member for each of the last takes: all of one image, or one each of several.
 */
export class IdleMembers<Member extends { readonly image: Image }> {
  readonly #target: number;
  /** The oldest first. */
  readonly #members: Member[] = [];
  /** As many as there should be members, the last first; who has never been asked expects no image. */
  readonly #recent: Image[];

  constructor(target: number) {
    this.#target = target;
    this.#recent = Array.from({ length: target }, () => undefined);
  }

  get size(): number {
    return this.#members.length;
  }

  remember(image: Image): void {
    this.#recent.unshift(image);
    this.#recent.length = this.#target;
  }

  add(member: Member): void {
    this.#members.push(member);
  }

  takeOf(image: Image): Member | undefined {
    const at = this.#members.findIndex((member) => member.image === image);
    return at === -1 ? undefined : this.#members.splice(at, 1)[0];
  }

  takeOldest(): Member | undefined {
    return this.#members.shift();
  }

  /** False where it has been taken. */
  remove(member: Member): boolean {
    const at = this.#members.indexOf(member);
    if (at !== -1) this.#members.splice(at, 1);
    return at !== -1;
  }

  /**
   * What one of the last takes asked for and no member is, and how many of that image there are: one of which there is
   * none before all others, for the next job that asks for it would have to wait for a boot.
   */
  missing(): { readonly image: Image; readonly idle: number } | null {
    const images = this.#members.map(({ image }) => image);
    const absent = this.#recent.findIndex((image) => !images.includes(image));
    if (absent !== -1) return { image: this.#recent[absent], idle: 0 };
    const idleOf = (image: Image) => this.#members.filter((member) => member.image === image).length;
    for (const image of this.#recent) {
      const at = images.indexOf(image);
      if (at === -1) return { image, idle: idleOf(image) };
      images.splice(at, 1);
    }
    return null;
  }

  /** Takes the oldest that none of the last takes asked for, where there is no place for another beside it. */
  takeSurplus(): Member | undefined {
    if (this.size < this.#target) return undefined;
    const wanted = [...this.#recent];
    for (const member of this.#members.toReversed()) {
      const at = wanted.indexOf(member.image);
      if (at === -1) return this.remove(member) ? member : undefined;
      wanted.splice(at, 1);
    }
    return undefined;
  }
}
