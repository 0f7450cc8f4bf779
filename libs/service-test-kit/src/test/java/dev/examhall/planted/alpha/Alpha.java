package dev.examhall.planted.alpha;

import dev.examhall.planted.beta.Beta;

public record Alpha(Beta beta) {}
