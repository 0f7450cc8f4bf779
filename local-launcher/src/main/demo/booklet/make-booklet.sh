#!/usr/bin/env bash
# Makes english-placement-b.pdf from booklet.txt. Only needed after the text was changed: the PDF is committed.
# Needs Maven and a JDK 25 in JAVA_HOME or on the PATH.
set -euo pipefail
booklet=$(cd "$(dirname "$0")" && pwd)
cd "$booklet/../../../../.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -Dspotless.check.skip -pl local-launcher -am test-compile dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile="$classpath"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djava.awt.headless=true \
  -cp "local-launcher/target/test-classes:$(cat "$classpath")" \
  dev.examhall.launcher.demo.BookletMaker "$booklet/booklet.txt" "$booklet/english-placement-b.pdf"
