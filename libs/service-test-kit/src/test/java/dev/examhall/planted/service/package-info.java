@NullMarked
package dev.examhall.planted.service;

import org.jspecify.annotations.NullMarked;
