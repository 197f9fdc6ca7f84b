import java.util.concurrent.locks.ReentrantLock;

/** Two ReentrantLocks taken in two orders, and two threads behind one of them. */
public class Ring {
    static final ReentrantLock stock = new ReentrantLock();
    static final ReentrantLock ledger = new ReentrantLock();

    static void reserve() throws Exception {
        stock.lock();
        try { Thread.sleep(200); ledger.lock(); ledger.unlock(); } finally { stock.unlock(); }
    }

    static void refund() throws Exception {
        ledger.lock();
        try { Thread.sleep(200); stock.lock(); stock.unlock(); } finally { ledger.unlock(); }
    }

    static void read() { stock.lock(); stock.unlock(); }

    interface Task { void run() throws Exception; }

    static void start(String name, Task task) {
        new Thread(() -> { try { task.run(); } catch (Exception e) { throw new RuntimeException(e); } }, name).start();
    }

    public static void main(String[] args) throws Exception {
        start("reserve-1", Ring::reserve);
        start("refund-1", Ring::refund);
        Thread.sleep(500);
        start("reader-1", Ring::read);
        start("reader-2", Ring::read);
        start("idle-1", () -> Thread.sleep(100_000));
        Thread.sleep(100_000);
    }
}
