package dev.examhall.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A cable from one process to another that can be pulled: a TCP proxy on loopback. Toxiproxy does
 * the same, but its server is a program that no package registry of Java brings.
 */
final class Link implements AutoCloseable {

  private static final int PIECE = 64 * 1024;
  private static final int CONNECT_MILLIS = 5_000;

  private enum State {
    OPEN,
    CUT,
    SILENT
  }

  private final String name;
  private final int port;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong carried = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile State state = State.OPEN;
  private volatile long heldMillis;
  private volatile boolean closed;
  private volatile ServerSocket door;

  /**
   * @param name who calls whom, {@code gateway>redis}
   * @param port where it listens; 0 takes a free one
   * @param target where it leads to, on loopback
   */
  Link(String name, int port, int target) throws IOException {
    this.name = name;
    this.target = target;
    this.door = listening(port);
    this.port = door.getLocalPort();
    accepting(door);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** How many bytes came through, both ways. */
  long carried() {
    return carried.get();
  }

  /** Resets all connections and refuses new ones. */
  void cut() throws IOException {
    state = State.CUT;
    door.close();
    resetAll();
  }

  /** Keeps connections and accepts new ones, and lets nothing through. */
  void silence() {
    state = State.SILENT;
  }

  /** Holds each piece back. */
  void slow(long millis) {
    heldMillis = millis;
  }

  /** Lets everything through, also what was held back. */
  void heal() throws IOException {
    heldMillis = 0;
    if (state == State.CUT && !closed) {
      door = listening(port);
      accepting(door);
    }
    lock.lock();
    try {
      state = State.OPEN;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    return socket;
  }

  private void accepting(ServerSocket listening) {
    Thread.ofVirtual().name(name).start(() -> accept(listening));
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name(name).start(() -> carry(client));
      } catch (IOException e) {
        // closed: the loop ends
      }
    }
  }

  private void carry(Socket client) {
    Socket service = new Socket();
    sockets.add(client);
    sockets.add(service);
    try {
      awaitPassage();
      client.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
      service.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      if (state == State.CUT) {
        throw new IOException("cut while connecting");
      }
      Thread back = Thread.ofVirtual().name(name).start(() -> copy(service, client));
      copy(client, service);
      back.join();
    } catch (IOException e) {
      reset(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reset(service);
      close(client);
      sockets.remove(client);
      sockets.remove(service);
    }
  }

  /** Until the end of one side, which the other side is told. */
  private void copy(Socket from, Socket to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        long held = heldMillis;
        if (held > 0) {
          TimeUnit.MILLISECONDS.sleep(held);
        }
        awaitPassage();
        out.write(piece, 0, read);
        carried.addAndGet(read);
      }
      awaitPassage();
      to.shutdownOutput();
    } catch (IOException e) {
      reset(from);
      reset(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPassage() throws InterruptedException {
    if (state != State.SILENT) {
      return;
    }
    lock.lock();
    try {
      while (state == State.SILENT && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void resetAll() {
    sockets.forEach(Link::reset);
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Both ends see a reset, not an orderly end. */
  private static void reset(Socket socket) {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException closedAlready) {
      return;
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // nothing is left to close
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    door.close();
    resetAll();
  }
}
