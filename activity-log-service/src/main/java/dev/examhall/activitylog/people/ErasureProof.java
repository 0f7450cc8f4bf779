package dev.examhall.activitylog.people;

import java.time.Instant;
import java.util.UUID;

/**
 * That a person was erased from the log.
 *
 * @param activities that lost their personal part by this call
 * @param remaining activities that still name the person; 0
 * @param intact whether the whole log still fits its seals
 * @param statement what is signed
 * @param signature Ed25519 of the statement's UTF-8 bytes, Base64
 * @param publicKey X.509, Base64
 */
record ErasureProof(
    UUID erasure,
    Instant at,
    long activities,
    long remaining,
    boolean intact,
    String statement,
    String signature,
    String publicKey) {}
