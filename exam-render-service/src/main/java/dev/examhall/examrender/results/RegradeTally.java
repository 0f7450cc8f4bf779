package dev.examhall.examrender.results;

import dev.examhall.examrender.Sha256;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.results.RegradePreview.Change;

/**
 * What grading again would change, added up session by session in the order of their ids. Each
 * fingerprint is made of the one before it, so that it can be gone on with, and does not depend on
 * how many sessions a step takes.
 *
 * @param fingerprint of the key, the rule and all changes so far, SHA-256 in hexadecimal digits
 * @param changed how many would get another score
 * @param newPasses how many would pass that did not
 * @param newFails how many would fail that did not
 */
record RegradeTally(String fingerprint, int changed, int newPasses, int newFails) {

  static RegradeTally none(int keyVersion, SelectAllRule rule) {
    return new RegradeTally(Sha256.hex(keyVersion + "|" + rule), 0, 0, 0);
  }

  RegradeTally with(Change change) {
    String line =
        "%s\n%s %s %s %s %s"
            .formatted(
                fingerprint,
                change.sessionId(),
                change.pointsFrom().stripTrailingZeros().toPlainString(),
                change.pointsTo().stripTrailingZeros().toPlainString(),
                change.percentFrom(),
                change.percentTo());
    return new RegradeTally(
        Sha256.hex(line),
        changed + 1,
        newPasses + (change.flips() && change.passedTo() ? 1 : 0),
        newFails + (change.flips() && change.passedFrom() ? 1 : 0));
  }
}
