package dev.examhall.planted.beta;

import dev.examhall.planted.alpha.Alpha;
import org.jspecify.annotations.Nullable;

public record Beta(@Nullable Alpha alpha) {}
