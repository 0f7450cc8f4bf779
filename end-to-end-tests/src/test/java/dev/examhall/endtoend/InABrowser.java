package dev.examhall.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods may ask for a {@link Browser.Visitor} at a device of their own, for a
 * {@link Teacher} and for the {@link RunningSuite}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SuiteExtension.class)
@EnabledIf(
    value = "dev.examhall.endtoend.Browser#isThere",
    disabledReason = "No Chromium found: install it, or name it in EXAMHALL_CHROMIUM")
@interface InABrowser {}
