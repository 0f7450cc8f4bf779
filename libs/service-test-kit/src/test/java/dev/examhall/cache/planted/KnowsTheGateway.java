package dev.examhall.cache.planted;

import dev.examhall.gateway.planted.InsideTheGateway;

record KnowsTheGateway(InsideTheGateway gateway) {}
