import { ServerClock } from '/session/server-clock.js';
import { equal } from './expect.js';

const HOUR = 3_600_000;

function clocks() {
  const device = { mono: 1000, wall: 50_000 };
  const clock = new ServerClock({ mono: () => device.mono, wall: () => device.wall });
  const pass = (ms) => {
    device.mono += ms;
    device.wall += ms;
  };
  return { device, clock, pass };
}

export const tests = {
  'the server says what time it is, half a round trip ago'() {
    const { device, clock, pass } = clocks();
    clock.sync(7_000_000, 800, 1000);
    equal(clock.now(), 7_000_100);
    pass(5000);
    equal([clock.now(), device.mono], [7_005_100, 6000]);
  },
  'a device clock that is set an hour forward or back changes nothing but is noticed'() {
    for (const jump of [HOUR, -HOUR]) {
      const { device, clock, pass } = clocks();
      clock.sync(7_000_000, 1000, 1000);
      device.wall += jump;
      pass(1000);
      equal([clock.now(), clock.jumped(), clock.approximate, clock.jumped()], [7_001_000, true, true, false]);
      clock.sync(7_001_000, 2000, 2000);
      equal(clock.approximate, false);
    }
  },
  'after sleep the next answer of the server is taken over, even a slow one'() {
    const { device, clock } = clocks();
    clock.sync(7_000_000, 1000, 1000);
    device.wall += 600_000;
    clock.jumped();
    device.mono += 3000;
    clock.sync(7_600_000, 1000, 4000);
    equal(clock.now(), 7_601_500);
  },
  'a slow answer does not spoil what a quick one said'() {
    const { device, clock } = clocks();
    clock.sync(7_000_000, 990, 1000);
    device.mono = 3000;
    clock.sync(7_000_900, 1000, 3000);
    equal(clock.now(), 7_002_005);
  },
};
