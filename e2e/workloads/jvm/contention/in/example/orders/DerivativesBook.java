package in.example.orders;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Net positions per contract, under one ReentrantLock; journalled inside it, as in OrderBook. */
final class DerivativesBook {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, long[]> positions = new HashMap<>();
    private final Journal journal;

    DerivativesBook(Journal journal) {
        this.journal = journal;
    }

    int place(Order order) {
        lock.lock();
        try {
            long[] position = positions.computeIfAbsent(order.price, p -> new long[2]);
            position[order.buy ? 0 : 1] += order.quantity;
            journal.append(order, order.quantity);
            return order.quantity;
        } finally {
            lock.unlock();
        }
    }
}
