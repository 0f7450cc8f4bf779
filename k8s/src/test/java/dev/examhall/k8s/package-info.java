/** Holds what operators apply and look at to what the services really read, serve and measure. */
@NullMarked
package dev.examhall.k8s;

import org.jspecify.annotations.NullMarked;
