/** Finds services in Kubernetes. */
@NullMarked
package dev.examhall.monitoring.discovery;

import org.jspecify.annotations.NullMarked;
