package dev.examhall.planted.unmarked;

final class Unmarked {}
