package in.example.orders;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Sixty gateway threads place orders into two books. A line on stdin begins the trouble; end of input ends it. */
public final class OrderServer {
    private static final int GATEWAYS = 60;
    private static final int ORDERS_PER_SECOND = 300;

    private final BlockingQueue<Order> inbox = new ArrayBlockingQueue<>(512);
    private final Journal equitiesJournal;
    private final Journal derivativesJournal;
    private final OrderBook equities;
    private final DerivativesBook derivatives;

    private OrderServer() throws Exception {
        equitiesJournal = new Journal("equities.journal");
        derivativesJournal = new Journal("derivatives.journal");
        equities = new OrderBook(equitiesJournal);
        derivatives = new DerivativesBook(derivativesJournal);
    }

    private void gateway() {
        try {
            while (true) {
                handle(inbox.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Order order) {
        int traded = order.derivative ? derivatives.place(order) : equities.place(order);
        confirm(order, traded);
    }

    /** The confirmation as the broker's terminal gets it: a tag=value message with a checksum. */
    private static int confirm(Order order, int traded) {
        StringBuilder message = new StringBuilder(256);
        message.append("8=FIX.4.4|35=8|37=").append(order.id).append("|54=").append(order.buy ? 1 : 2)
            .append("|44=").append(order.price / 100.0).append("|32=").append(traded).append("|151=").append(order.quantity);
        int sum = 0;
        for (int i = 0; i < message.length(); i++) {
            sum = (sum + message.charAt(i)) & 0xff;
        }
        return message.append("|10=").append(sum).length();
    }

    private void feed() {
        Random random = new Random(1);
        long due = System.nanoTime();
        for (long id = 1; ; id++) {
            due += (long) (-Math.log(1 - random.nextDouble()) * 1e9 / ORDERS_PER_SECOND);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                try {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                } catch (InterruptedException e) {
                    return;
                }
            }
            int price = 2_400_000 + (int) (random.nextGaussian() * 300);
            // A full inbox turns orders away: the exchange does not slow down for one broker.
            inbox.offer(new Order(id, random.nextBoolean(), random.nextBoolean(), price, 1 + random.nextInt(50)));
        }
    }

    /** A full collection now and then, so that the live heap can be read from the recording. */
    private static void housekeeping() {
        while (true) {
            try {
                Thread.sleep(15_000);
            } catch (InterruptedException e) {
                return;
            }
            System.gc();
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    public static void main(String[] args) throws Exception {
        OrderServer server = new OrderServer();
        for (int n = 1; n <= GATEWAYS; n++) {
            start("gateway-" + n, server::gateway);
        }
        start("exchange-feed", server::feed);
        start("housekeeping", OrderServer::housekeeping);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        if (commands.readLine() != null) {
            server.equitiesJournal.durable();
            server.derivativesJournal.durable();
        }
        commands.readLine();
    }
}
