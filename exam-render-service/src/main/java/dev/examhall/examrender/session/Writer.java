package dev.examhall.examrender.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which page writes a session. Numbers only grow; a save of another number than this is refused.
 *
 * @param number 0 while no page has claimed it
 * @param page the page's own id, made when it was loaded
 * @param device the same for all pages of one browser
 */
record Writer(int number, @Nullable UUID page, @Nullable UUID device) {

  /**
   * What a page says when it opens the test, or when its student wants to go on there.
   *
   * @param page made when the page was loaded: who asks again because the answer was lost is the
   *     same
   * @param device the same for all pages of one browser
   * @param known the newest number that the page knew of
   * @param replaces the page that was loaded in this tab before
   * @param takeOver the student asked for it, whoever writes now
   */
  record Claim(UUID page, UUID device, int known, @Nullable UUID replaces, boolean takeOver) {}

  /** Whether the page writes already. */
  boolean is(Claim claim) {
    return claim.page().equals(page);
  }

  /**
   * Whether the page may write from now on: nobody has begun since it last heard, or the one that
   * has is this tab's own, or the student says so.
   */
  boolean yieldsTo(Claim claim) {
    return claim.takeOver() || claim.known() >= number || isReplacedBy(claim);
  }

  /** Whether that would take it from a page that may still be open. */
  boolean isTakenBy(Claim claim) {
    return page != null && !is(claim) && !isReplacedBy(claim);
  }

  private boolean isReplacedBy(Claim claim) {
    return page != null && page.equals(claim.replaces());
  }

  Writer next(Claim claim) {
    return new Writer(number + 1, claim.page(), claim.device());
  }
}
