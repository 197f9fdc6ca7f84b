import java.io.*;
import java.net.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.*;

/** One situation per run: `java Threads.java MODE`. Prints once a second what its own timers say of waiting for locks. */
public class Threads {
  static final LongAdderPair waits = new LongAdderPair();
  static final Ledger ledger = new Ledger();
  static final ReentrantLock book = new ReentrantLock();
  static final Semaphore connections = new Semaphore(2);

  static class LongAdderPair {
    final java.util.concurrent.atomic.LongAdder waited = new java.util.concurrent.atomic.LongAdder();
  }

  static class Ledger {
    synchronized void settle(int kind) {
      hold(kind);
    }
  }

  static void hold(int kind) {
    try {
      if (kind == 0) Thread.sleep(8);
      if (kind == 1) Flusher.flush();
      if (kind == 2) Hashing.burn(8_000_000L);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  static class Flusher {
    static void flush() {
      try (FileOutputStream out = new FileOutputStream("audit.log")) {
        out.write(new byte[1 << 16]);
        out.getFD().sync();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  static class Hashing {
    static volatile long sink;
    static void burn(long ns) {
      long until = System.nanoTime() + ns;
      long x = 7;
      while (System.nanoTime() < until) for (int i = 0; i < 10_000; i++) x = x * 31 + i;
      sink = x;
    }
  }

  static void pause(int ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  static void start(String name, int n, Runnable body) {
    for (int i = 0; i < n; i++) new Thread(body, name + "-" + i).start();
  }

  static void forever(Runnable once) {
    while (true) once.run();
  }

  public static void main(String[] args) throws Exception {
    String mode = args[0];
    boolean virtual = args.length > 1 && args[1].equals("virtual");
    switch (mode) {
      case "sleep", "disk", "cpu" -> {
        int kind = mode.equals("sleep") ? 0 : mode.equals("disk") ? 1 : 2;
        start("desk", 12, () -> forever(() -> {
          long before = System.nanoTime();
          synchronized (ledger) {
            waits.waited.add(System.nanoTime() - before);
            ledger.settle(kind);
          }
          pause(5);
        }));
        idlePool(20);
      }
      case "reentrant" -> start("desk", 12, () -> forever(() -> {
        long before = System.nanoTime();
        book.lock();
        waits.waited.add(System.nanoTime() - before);
        try {
          Flusher.flush();
        } finally {
          book.unlock();
        }
        pause(5);
      }));
      case "semaphore" -> start("desk", 12, () -> forever(() -> {
        connections.acquireUninterruptibly();
        try {
          pause(20);
        } finally {
          connections.release();
        }
      }));
      case "idle" -> idlePool(60);
      case "io" -> {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("reader", 10, () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            socket.getInputStream().read();
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
        start("acceptor", 1, () -> {
          try {
            java.util.List<Socket> kept = new java.util.ArrayList<>();
            while (true) kept.add(server.accept());
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
      }
      case "conditions" -> {
        ReentrantLock lock = new ReentrantLock();
        Condition ready = lock.newCondition();
        start("awaiter", 6, () -> {
          lock.lock();
          try {
            ready.awaitUninterruptibly();
          } finally {
            lock.unlock();
          }
        });
        start("notified", 6, () -> {
          synchronized (ledger) {
            try {
              ledger.wait();
            } catch (InterruptedException stop) {
              Thread.currentThread().interrupt();
            }
          }
        });
        CountDownLatch latch = new CountDownLatch(1);
        start("latched", 4, () -> {
          try {
            latch.await();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          }
        });
        start("sleeper", 4, () -> forever(() -> pause(1000)));
      }
      case "deadlock" -> {
        Object debit = new Object();
        Object credit = new Object();
        start("debit-first", 1, () -> { synchronized (debit) { pause(200); synchronized (credit) { pause(1); } } });
        start("credit-first", 1, () -> { synchronized (credit) { pause(200); synchronized (debit) { pause(1); } } });
        start("bystander", 3, () -> { pause(400); synchronized (debit) { pause(1); } });
        start("worker", 4, () -> forever(() -> pause(50)));
      }
      case "chain" -> {
        Object outer = new Object();
        Object inner = new Object();
        start("inner", 2, () -> forever(() -> { synchronized (inner) { Flusher.flush(); } }));
        start("outer", 8, () -> forever(() -> { synchronized (outer) { synchronized (inner) { pause(1); } } }));
      }
      case "virtual" -> {
        for (int i = 0; i < 12; i++)
          Thread.ofVirtual().name("desk-" + i).start(() -> forever(() -> { book.lock(); try { pause(8); } finally { book.unlock(); } }));
        for (int i = 0; i < 6; i++)
          Thread.ofVirtual().name("monitor-" + i).start(() -> forever(() -> ledger.settle(0)));
        for (int i = 0; i < 5; i++) Thread.ofVirtual().name("sleeper-" + i).start(() -> forever(() -> pause(1000)));
      }
      default -> throw new IllegalArgumentException(mode);
    }
    long before = 0;
    while (true) {
      Thread.sleep(1000);
      long now = waits.waited.sum();
      System.out.println("waited_ms " + (now - before) / 1_000_000);
      before = now;
    }
  }

  static void idlePool(int n) {
    ExecutorService pool = Executors.newFixedThreadPool(n);
    for (int i = 0; i < n; i++) pool.submit(() -> { });
  }
}
