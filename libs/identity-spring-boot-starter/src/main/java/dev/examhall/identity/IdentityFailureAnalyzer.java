package dev.examhall.identity;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Turns a refused configuration into a message without a stack trace. */
final class IdentityFailureAnalyzer
    extends AbstractFailureAnalyzer<IdentityConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, IdentityConfigurationException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
