/** What tests of services need: real servers and rules of the house. */
@NullMarked
package dev.examhall.testkit;

import org.jspecify.annotations.NullMarked;
