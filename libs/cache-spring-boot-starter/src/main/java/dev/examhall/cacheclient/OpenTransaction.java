package dev.examhall.cacheclient;

import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;
import reactor.util.context.ContextView;

/**
 * Whether the caller is in a transaction that may have written. What a loader reads there is not
 * committed, and may never be; and what the cache has is not what the transaction has written: so
 * the cache is neither filled nor read.
 */
final class OpenTransaction {

  /** Services without a database have no Spring transactions. */
  private static final boolean POSSIBLE =
      ClassUtils.isPresent(
          "org.springframework.transaction.reactive.TransactionContext",
          OpenTransaction.class.getClassLoader());

  private OpenTransaction() {}

  static boolean mayWrite(ContextView context) {
    return POSSIBLE && !context.isEmpty() && Reactive.mayWrite(context);
  }

  static boolean mayWriteOnThisThread() {
    return POSSIBLE && OfThread.mayWrite();
  }

  private static final class Reactive {
    static boolean mayWrite(ContextView context) {
      return context.<Object>getOrDefault(TransactionContext.class, null)
              instanceof TransactionContext transaction
          && transaction.isActualTransactionActive()
          && !transaction.isCurrentTransactionReadOnly();
    }
  }

  private static final class OfThread {
    static boolean mayWrite() {
      return TransactionSynchronizationManager.isActualTransactionActive()
          && !TransactionSynchronizationManager.isCurrentTransactionReadOnly();
    }
  }
}
