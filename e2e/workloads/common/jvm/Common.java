import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Common SITUATION TRUTH_FILE: one small service in one known situation. Writes its own counters once a second. */
public final class Common {
    static final AtomicLong waited = new AtomicLong(), waiting = new AtomicLong(), since = new AtomicLong(), held = new AtomicLong();
    static final AtomicLong sink = new AtomicLong();
    static final List<Object> kept = new ArrayList<>();
    static final List<byte[]> cache = new ArrayList<>();
    static int threadsWithWork = 0;

    static void begins(long at) { waiting.incrementAndGet(); since.addAndGet(at); }
    static void entered(long at) { waiting.decrementAndGet(); since.addAndGet(-at); waited.addAndGet(System.nanoTime() - at); }

    /** One monitor around everything. */
    static final class Ledger {
        private long total;
        void settle(LongSupplier work) {
            long at = System.nanoTime();
            begins(at);
            synchronized (this) {
                entered(at);
                total += work.getAsLong();
            }
        }
    }

    /** The same with a lock of java.util.concurrent. */
    static final class Book {
        private final ReentrantLock lock = new ReentrantLock();
        private long total;
        void place(LongSupplier work) {
            long at = System.nanoTime();
            begins(at);
            lock.lock();
            entered(at);
            try { total += work.getAsLong(); } finally { lock.unlock(); }
        }
    }

    static long syncJournal() { sleep(4); return 1; }

    static long verifySignature(long seed) {
        for (int i = 0; i < 200_000; i++) seed = seed * 6364136223846793005L + 1442695040888963407L;
        return seed;
    }

    static Map<String, Object> parseScores(int rows) {
        Map<String, Object> page = new HashMap<>();
        for (int i = 0; i < rows; i++) page.put("player-" + i, new ArrayList<>(List.of("runs " + i, i, new int[8])));
        return page;
    }

    /** Kept until the next one: the compiler takes away what nobody can see. */
    static volatile byte[] lastPage;

    static byte[] quotePage(int kilobytes) { return lastPage = new byte[kilobytes << 10]; }

    static long post() { return quotePage(256).length + (verifySignature(3) & 1); }

    static void sleep(long ms) {
        try { Thread.sleep(ms); } catch (InterruptedException early) { Thread.currentThread().interrupt(); }
    }

    static void start(String name, int count, boolean working, Runnable once) {
        if (working) threadsWithWork += count;
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> { while (true) once.run(); }, name + "-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    static void begin(String situation) throws IOException {
        Ledger ledger = new Ledger();
        Book book = new Book();
        switch (situation) {
            case "cpu" -> start("verify", 4, true, () -> sink.addAndGet(verifySignature(7)));
            case "throttled" -> start("verify", 6, true, () -> sink.addAndGet(verifySignature(7)));
            case "lock" -> start("settle", 24, true, () -> ledger.settle(Common::syncJournal));
            case "book" -> start("place", 24, true, () -> book.place(Common::syncJournal));
            case "churn" -> {
                // A cache that stays, and pages that live just long enough to outlive the young generation.
                for (int i = 0; i < 60; i++) kept.add(parseScores(1500));
                Object[] recent = new Object[100];
                start("scores", 3, true, () -> recent[(int) (sink.incrementAndGet() % recent.length)] = parseScores(500));
            }
            case "leak" -> start("quotes", 1, true, () -> { cache.add(quotePage(64)); held.addAndGet(64 << 10); sleep(60); });
            case "cascade" -> start("post", 16, true, () -> ledger.settle(Common::post));
            case "idle" -> {
                ThreadPoolExecutor pool = new ThreadPoolExecutor(40, 40, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>());
                pool.prestartAllCoreThreads();
                start("heartbeat", 4, false, () -> sleep(1000));
            }
            case "io" -> startIo();
            case "sawtooth" -> start("pages", 2, true, () -> {
                for (int i = 0; i < 8; i++) sink.addAndGet(quotePage(128).length);
                sink.addAndGet(verifySignature(3));
                sleep(100);
            });
            default -> throw new IllegalArgumentException(situation);
        }
    }

    static void startIo() throws IOException {
        ServerSocket server = new ServerSocket(0);
        start("accept", 1, false, () -> {
            try {
                Socket one = server.accept();
                start("answer", 1, true, () -> {
                    try {
                        one.getInputStream().read();
                        sleep(200);
                        one.getOutputStream().write(1);
                    } catch (IOException gone) { sleep(1000); }
                });
            } catch (IOException gone) { sleep(1000); }
        });
        for (int i = 0; i < 24; i++) {
            Socket mine = new Socket("127.0.0.1", server.getLocalPort());
            start("read-" + i, 1, true, () -> {
                try {
                    mine.getOutputStream().write(1);
                    mine.getInputStream().read();
                } catch (IOException gone) { sleep(1000); }
            });
        }
    }

    public static void main(String[] args) throws Exception {
        begin(args[0]);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Long, Long> bytes = new HashMap<>();
        try (PrintWriter out = new PrintWriter(args[1])) {
            while (true) {
                for (long id : threads.getAllThreadIds()) bytes.merge(id, threads.getThreadAllocatedBytes(id), Math::max);
                long allocated = 0, collecting = 0, now = System.nanoTime();
                for (long one : bytes.values()) allocated += one;
                for (var bean : ManagementFactory.getGarbageCollectorMXBeans()) collecting += bean.getCollectionTime() * 1_000_000;
                out.printf("{\"at_ns\":%d,\"alloc_bytes\":%d,\"live_bytes\":%d,\"wait_ns\":%d,\"threads\":%d,\"pauses_ns\":%d}%n", now, allocated,
                    held.get(), waited.get() + waiting.get() * now - since.get(), threadsWithWork, collecting);
                out.flush();
                sleep(1000);
            }
        }
    }
}
