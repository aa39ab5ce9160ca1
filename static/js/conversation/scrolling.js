/** Follows the end of the conversation, unless the person has scrolled up to read. */

const NEAR = 64;

export class ScrollFollower {
  #isFollowing = true;

  /** @param {HTMLElement} scroller @param {HTMLElement} content @param {HTMLButtonElement} latest leads to the end */
  constructor(scroller, content, latest) {
    this.scroller = scroller;
    this.latest = latest;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    latest.addEventListener("click", () => this.toEnd());
    const watch = new ResizeObserver(() => this.#keep());
    watch.observe(content);
    watch.observe(scroller);
  }

  /** Goes to the end and stays there. */
  toEnd() {
    this.#isFollowing = true;
    this.#keep();
  }

  /** @param {Element} element stays at the top of what is seen */
  toElement(element) {
    this.#isFollowing = false;
    element.scrollIntoView({ block: "start" });
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < NEAR;
    this.latest.hidden = this.#isFollowing;
  }

  #keep() {
    if (this.#isFollowing) this.scroller.scrollTop = this.scroller.scrollHeight;
    else this.#look();
  }
}
