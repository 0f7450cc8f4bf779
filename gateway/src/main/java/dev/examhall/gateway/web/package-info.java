/**
 * What every request passes and every answer carries: checks, headers, pages, problems, the access
 * log.
 */
@NullMarked
package dev.examhall.gateway.web;

import org.jspecify.annotations.NullMarked;
