package dev.examhall.launcher;

import java.nio.file.Path;

/**
 * What a service is started from.
 *
 * @param jar what {@code java -jar} takes
 * @param unpacked whether its libraries lie beside it: the JVM keeps no class cache of a jar of
 *     jars
 */
record Application(Path jar, boolean unpacked) {}
