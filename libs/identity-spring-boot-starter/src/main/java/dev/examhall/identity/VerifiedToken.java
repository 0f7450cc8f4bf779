package dev.examhall.identity;

import java.time.Instant;

/** What a valid token says, and until when. */
record VerifiedToken(Caller caller, Instant expiresAt) {}
