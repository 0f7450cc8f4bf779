package dev.examhall.launcher;

/**
 * One process of a service.
 *
 * @param number from 1 on
 */
record Instance(Service service, int number) {

  /** The first has its service's name: where there is one of each, nobody sees numbers. */
  String id() {
    return number == 1 ? service.id() : service.id() + "-" + number;
  }
}
