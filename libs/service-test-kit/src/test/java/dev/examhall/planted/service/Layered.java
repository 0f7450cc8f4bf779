package dev.examhall.planted.service;

final class Layered {}
