/** What stands on a connection between its HTTP codec and the framework. */
@org.jspecify.annotations.NullMarked
package dev.examhall.observability.connection;
