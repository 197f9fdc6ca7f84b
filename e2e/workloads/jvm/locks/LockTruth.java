import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks whose holders are known to do one thing: LockTruth disk|network|cpu|chain|relay|idle|fair|sleep SECONDS DIR.
 * Its last line says what it measured itself: nanoseconds waited per lock, and what holders did meanwhile.
 */
public class LockTruth {
  static final AtomicLong waited = new AtomicLong(), waitedInner = new AtomicLong();
  static final AtomicLong disk = new AtomicLong(), network = new AtomicLong(), cpu = new AtomicLong();
  static final AtomicLong asleep = new AtomicLong(), inner = new AtomicLong(), held = new AtomicLong(), free = new AtomicLong();
  static volatile long sink;
  static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  static long until;

  public static void main(String[] args) throws Exception {
    until = System.nanoTime() + (long) (Double.parseDouble(args[1]) * 1e9);
    Path dir = Path.of(args[2]);
    switch (args[0]) {
      case "disk" -> run(6, new Ledger(dir)::post);
      case "network" -> run(6, new Quotes(false)::ask);
      case "fair" -> run(6, new Quotes(true)::ask);
      case "cpu" -> run(4, new Pricing()::price);
      case "chain" -> {
        Stock stock = new Stock(dir);
        Orders orders = new Orders(stock);
        Thread[] restock = start(2, stock::restock, "restock");
        run(6, orders::place);
        for (Thread thread : restock) thread.join();
      }
      case "sleep" -> run(5, new Dozer()::serve);
      case "relay" -> run(8, new Baton()::pass);
      case "idle" -> idle();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.printf(
        "{\"waited\":%d,\"waitedInner\":%d,\"held\":%d,\"disk\":%d,\"network\":%d,\"cpu\":%d,\"inner\":%d,\"sleep\":%d,\"free\":%d}%n",
        waited.get(), waitedInner.get(), held.get(), disk.get(), network.get(), cpu.get(), inner.get(), asleep.get(), free.get());
  }

  interface Step { void run() throws Exception; }

  static void run(int threads, Step step) throws Exception {
    for (Thread thread : start(threads, step, "worker")) thread.join();
  }

  static Thread[] start(int threads, Step step, String name) {
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      all[i] = new Thread(() -> {
        try {
          while (System.nanoTime() < until) step.run();
        } catch (Exception e) {
          throw new RuntimeException(e);
        }
      }, name + "-" + i);
      all[i].start();
    }
    return all;
  }

  /** What every holder measures: its wait, how much of it the lock was in nobody's hands, and how long it holds it. */
  static class Timed {
    private long released;

    void got(long asked, long got) {
      waited.addAndGet(got - asked);
      free.addAndGet(got - Math.max(asked, released));
    }

    void letGo(long got) {
      released = System.nanoTime();
      held.addAndGet(released - got);
    }
  }

  static class Ledger extends Timed {
    final FileChannel file;
    final ByteBuffer page = ByteBuffer.allocateDirect(8 << 20);

    Ledger(Path dir) throws Exception {
      file = FileChannel.open(dir.resolve("ledger"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    void post() throws Exception {
      long asked = System.nanoTime();
      synchronized (this) {
        long got = System.nanoTime();
        got(asked, got);
        append(4);
        disk.addAndGet(System.nanoTime() - got);
        letGo(got);
      }
    }

    void append(int megabytes) throws Exception {
      file.write(page.clear().limit(megabytes << 20), 0);
      file.force(true);
    }
  }

  /** A server that answers after 8 ms, and a lock held over each question. */
  static class Quotes extends Timed {
    final ReentrantLock lock;
    final Socket socket;

    Quotes(boolean fair) throws Exception {
      lock = new ReentrantLock(fair);
      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      socket = new Socket(server.getInetAddress(), server.getLocalPort());
      Socket accepted = server.accept();
      Thread thread = new Thread(() -> {
        try (InputStream in = accepted.getInputStream(); OutputStream out = accepted.getOutputStream()) {
          for (int read = in.read(); read >= 0; read = in.read()) {
            Thread.sleep(8);
            out.write(read);
          }
        } catch (Exception e) {
          // The end of the program closes it.
        }
      }, "server");
      thread.setDaemon(true);
      thread.start();
    }

    void ask() throws Exception {
      long asked = System.nanoTime();
      lock.lock();
      try {
        long got = System.nanoTime();
        got(asked, got);
        question();
        network.addAndGet(System.nanoTime() - got);
        letGo(got);
      } finally {
        lock.unlock();
      }
    }

    void question() throws Exception {
      socket.getOutputStream().write(1);
      socket.getInputStream().read();
    }
  }

  static class Pricing extends Timed {
    void price() {
      long asked = System.nanoTime();
      synchronized (this) {
        long got = System.nanoTime();
        got(asked, got);
        long began = threads.getCurrentThreadCpuTime();
        compute();
        cpu.addAndGet(threads.getCurrentThreadCpuTime() - began);
        letGo(got);
      }
    }

    void compute() {
      long x = sink;
      for (long end = System.nanoTime() + 25_000_000; System.nanoTime() < end; ) {
        for (int i = 0; i < 5000; i++) x = x * 6364136223846793005L + 1442695040888963407L;
      }
      sink = x;
    }
  }

  /** Orders wait for whoever places one, who waits for the stock, whose holder writes to the disk. */
  static class Orders extends Timed {
    final Stock stock;

    Orders(Stock stock) { this.stock = stock; }

    void place() throws Exception {
      long asked = System.nanoTime();
      synchronized (this) {
        long got = System.nanoTime();
        got(asked, got);
        stock.reserve();
        letGo(got);
      }
    }
  }

  static class Stock {
    final Ledger journal;
    final Object shelf = new Shelf();

    Stock(Path dir) throws Exception { journal = new Ledger(dir); }

    void reserve() {
      long asked = System.nanoTime();
      synchronized (shelf) {
        long got = System.nanoTime();
        waitedInner.addAndGet(got - asked);
        inner.addAndGet(got - asked);
        sink++;
      }
    }

    void restock() throws Exception {
      long asked = System.nanoTime();
      synchronized (shelf) {
        long got = System.nanoTime();
        waitedInner.addAndGet(got - asked);
        journal.append(4);
        disk.addAndGet(System.nanoTime() - got);
      }
    }
  }

  static class Shelf { }

  /** Sleeps where it should have let go. */
  static class Dozer extends Timed {
    void serve() throws Exception {
      long asked = System.nanoTime();
      synchronized (this) {
        long got = System.nanoTime();
        got(asked, got);
        doze();
        asleep.addAndGet(System.nanoTime() - got);
        letGo(got);
      }
    }

    void doze() throws Exception { Thread.sleep(15); }
  }

  /** Held for about a millisecond by one after the other: no holder stands out. */
  static class Baton extends Timed {
    final ReentrantLock lock = new ReentrantLock(true);

    void pass() {
      long asked = System.nanoTime();
      lock.lock();
      try {
        long got = System.nanoTime();
        got(asked, got);
        for (long end = got + 1_000_000; System.nanoTime() < end; ) Thread.onSpinWait();
        letGo(got);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Pools, conditions and monitors that are waited on for work: no lock is waited for. */
  static void idle() throws Exception {
    LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    Object monitor = new Object();
    Step[] steps = {
      () -> queue.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS),
      () -> {
        lock.lock();
        try { never.awaitNanos(50_000_000); } finally { lock.unlock(); }
      },
      () -> {
        synchronized (monitor) { monitor.wait(50); }
      },
      () -> Thread.sleep(50),
    };
    Thread[][] all = new Thread[steps.length][];
    for (int i = 0; i < steps.length; i++) all[i] = start(2, steps[i], "idle-" + i);
    for (Thread[] some : all) for (Thread thread : some) thread.join();
  }
}
