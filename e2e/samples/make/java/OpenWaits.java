import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Waits that do not end before the recording does: java OpenWaits knot|held|queue|idle SECONDS. */
public class OpenWaits {
  static final Object orders = new Object();
  static final Object stock = new Object();
  static volatile long sink;

  static void compute() {
    long x = sink;
    for (int i = 0; i < 20000; i++) x = x * 6364136223846793005L + 1442695040888963407L;
    sink = x;
  }

  static void reserve() {
    synchronized (orders) { pause(20); synchronized (stock) { compute(); } }
  }

  static void refund() {
    synchronized (stock) { pause(20); synchronized (orders) { compute(); } }
  }

  static synchronized void audit() { pause(600_000); }

  static synchronized void post() { compute(); }

  static void pause(int ms) {
    try { Thread.sleep(ms); } catch (InterruptedException stopped) { Thread.currentThread().interrupt(); }
  }

  static void start(String name, int threads, Runnable task) {
    for (int i = 1; i <= threads; i++) {
      Thread thread = new Thread(() -> { while (true) task.run(); }, name + "-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "knot" -> { pause(1000); start("reserve", 4, OpenWaits::reserve); start("refund", 4, OpenWaits::refund); }
      case "held" -> { start("desk", 6, () -> { post(); pause(5); }); pause(1500); start("auditor", 1, OpenWaits::audit); }
      case "queue" -> start("desk", 4, OpenWaits::post);
      default -> {
        ExecutorService pool = Executors.newFixedThreadPool(8, task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
        for (int i = 0; i < 8; i++) pool.submit(() -> pause(5));
      }
    }
    Thread.sleep(Integer.parseInt(args[1]) * 1000L);
  }
}
