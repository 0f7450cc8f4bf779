/** The same activities for OpenSearch or Elasticsearch, where somebody wants them there too. */
@NullMarked
package dev.examhall.activitylog.sink;

import org.jspecify.annotations.NullMarked;
