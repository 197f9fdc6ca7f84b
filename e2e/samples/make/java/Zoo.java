import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** A little of everything that a flight recording can show; prints what it measured itself. Ends after args[0] seconds. */
public final class Zoo {
    private static final AtomicLong MONITOR_NS = new AtomicLong();
    private static final AtomicLong LOCK_NS = new AtomicLong();
    private static final AtomicLong SEMAPHORE_NS = new AtomicLong();
    private static final Object MONITOR = new Object();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Semaphore SEMAPHORE = new Semaphore(1);
    private static final List<byte[]> KEPT = new ArrayList<>();
    private static volatile long sink;

    interface Step {
        void run() throws Exception;
    }

    private static void hold() throws InterruptedException {
        Thread.sleep(15);
    }

    private static void monitor() throws Exception {
        long before = System.nanoTime();
        synchronized (MONITOR) {
            MONITOR_NS.addAndGet(System.nanoTime() - before);
            hold();
        }
    }

    private static void lock() throws Exception {
        long before = System.nanoTime();
        LOCK.lock();
        try {
            LOCK_NS.addAndGet(System.nanoTime() - before);
            hold();
        } finally {
            LOCK.unlock();
        }
    }

    private static void semaphore() throws Exception {
        long before = System.nanoTime();
        SEMAPHORE.acquire();
        try {
            SEMAPHORE_NS.addAndGet(System.nanoTime() - before);
            hold();
        } finally {
            SEMAPHORE.release();
        }
    }

    private static void render() throws Exception {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            out.append("{\"n\":").append(i).append('}');
        }
        sink += out.toString().hashCode();
        Thread.sleep(2);
    }

    private static void keep() throws Exception {
        synchronized (KEPT) {
            KEPT.add(new byte[50_000]);
        }
        Thread.sleep(20);
    }

    private static void hash() throws Exception {
        long h = 1;
        for (int i = 0; i < 3_000_000; i++) {
            h = h * 31 + (h >>> 7);
        }
        sink += h;
        Thread.sleep(3);
    }

    private static void start(String name, Step step) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    step.run();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    public static void main(String[] args) throws Exception {
        for (int n = 0; n < 3; n++) {
            start("monitor-" + n, Zoo::monitor);
            start("lock-" + n, Zoo::lock);
        }
        for (int n = 0; n < 2; n++) {
            start("semaphore-" + n, Zoo::semaphore);
        }
        BlockingQueue<String> empty = new ArrayBlockingQueue<>(1);
        start("consumer-0", empty::take);
        start("consumer-1", empty::take);
        start("render", Zoo::render);
        start("keep", Zoo::keep);
        start("hash", Zoo::hash);
        long seconds = Long.parseLong(args[0]);
        for (long s = 0; s < seconds; s++) {
            Thread.sleep(1000);
            if (s % 3 == 2) {
                System.gc();
            }
        }
        System.out.printf("{\"seconds\": %d, \"monitor_wait_seconds\": %.3f, \"lock_wait_seconds\": %.3f, \"semaphore_wait_seconds\": %.3f, \"kept_bytes\": %d}%n",
            seconds, MONITOR_NS.get() / 1e9, LOCK_NS.get() / 1e9, SEMAPHORE_NS.get() / 1e9, KEPT.size() * 50_000L);
    }
}
