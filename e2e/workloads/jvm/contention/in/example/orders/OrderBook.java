package in.example.orders;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** Bids and asks of one market. One monitor guards all of it, and the journal is written inside. */
final class OrderBook {
    private final TreeMap<Integer, ArrayDeque<Order>> bids = new TreeMap<>();
    private final TreeMap<Integer, ArrayDeque<Order>> asks = new TreeMap<>();
    private final Journal journal;

    OrderBook(Journal journal) {
        this.journal = journal;
    }

    synchronized int place(Order order) {
        int traded = match(order);
        journal.append(order, traded);
        return traded;
    }

    private int match(Order order) {
        TreeMap<Integer, ArrayDeque<Order>> other = order.buy ? asks : bids;
        int left = order.quantity;
        while (left > 0) {
            Map.Entry<Integer, ArrayDeque<Order>> best = order.buy ? other.firstEntry() : other.lastEntry();
            if (best == null || (order.buy ? best.getKey() > order.price : best.getKey() < order.price)) {
                break;
            }
            Order resting = best.getValue().peek();
            int size = Math.min(left, resting.quantity);
            left -= size;
            resting.quantity -= size;
            if (resting.quantity == 0) {
                best.getValue().poll();
                if (best.getValue().isEmpty()) {
                    other.remove(best.getKey());
                }
            }
        }
        int traded = order.quantity - left;
        if (left > 0) {
            order.quantity = left;
            TreeMap<Integer, ArrayDeque<Order>> own = order.buy ? bids : asks;
            ArrayDeque<Order> level = own.computeIfAbsent(order.price, p -> new ArrayDeque<>());
            level.add(order);
            if (level.size() > 50) {
                level.poll();
            }
        }
        return traded;
    }
}
