# One service: docker build --build-arg SERVICE=gateway -t examhall/gateway .
# Its jar is built before, by ./examhall images, so that an image holds what was tested.

# A JRE of what the services use: modules that only desktops, tools and old protocols want stay away. Locales: the pages' languages.
FROM eclipse-temurin:25-jdk AS runtime
RUN jlink --output /opt/jre --strip-java-debug-attributes --no-man-pages --no-header-files --compress=zip-6 --ignore-modified-runtime --include-locales=en,ko \
      --add-modules java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml \
      --add-modules jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,jdk.management,jdk.management.jfr,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
 # the JDK's own classes, for a JVM whose agent forbids the cache below
 && /opt/jre/bin/java -XX:+UseParallelGC -Xshare:dump

FROM eclipse-temurin:25-jdk AS unpacked
ARG SERVICE
WORKDIR /unpacked
COPY ${SERVICE}/target/${SERVICE}.jar service.jar
# native libraries of systems that this is not stay away
RUN java -Djarmode=tools -jar service.jar extract --layers --destination layers \
 && find layers \( -name '*-osx-*.jar' -o -name '*-windows-*.jar' \) -delete

FROM debian:trixie-slim
LABEL org.opencontainers.image.licenses=Apache-2.0
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
COPY --from=runtime /opt/jre /opt/java
RUN echo 'examhall:x:10001:' >> /etc/group \
 && echo 'examhall:x:10001:10001::/data:/usr/sbin/nologin' >> /etc/passwd \
 && install -d -o examhall -g examhall /data
WORKDIR /app
# what changes least comes first, so that a release sends little
COPY local-launcher/target/opentelemetry-javaagent.jar libs/trace-boundary/target/trace-boundary.jar otel/
COPY LICENSE NOTICE compose/jvm.options compose/health ./
COPY --from=unpacked /unpacked/layers/dependencies/ ./
COPY --from=unpacked /unpacked/layers/spring-boot-loader/ ./
COPY --from=unpacked /unpacked/layers/snapshot-dependencies/ ./
COPY --from=unpacked /unpacked/layers/application/ ./
# The class cache of this JVM, these jars and these flags: beans are made, and nothing is connected to, so no schema is brought up to date
# (monitoring-service does that later by itself, and wants the bean). Secrets are of this step alone and open nothing.
ARG SERVICE
RUN EXAMHALL_INTERNAL_SECRET=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=') \
    EXAMHALL_DATABASE_PASSWORD=none EXAMHALL_REDIS_PASSWORD=none EXAMHALL_DATA_DIR=/tmp/training \
    SPRING_FLYWAY_ENABLED=$([ "$SERVICE" = monitoring-service ] && echo true || echo false) \
    java @jvm.options -XX:AOTCacheOutput=service.aot -Dspring.context.exit=onRefresh -jar service.jar > /tmp/training.log 2>&1 \
    || { cat /tmp/training.log; exit 1; } \
 && rm -rf /tmp/training /tmp/training.log && test -s service.aot
ENV SERVER_ADDRESS=0.0.0.0 \
    EXAMHALL_DATA_DIR=/data
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=service.aot", "-jar", "service.jar"]
