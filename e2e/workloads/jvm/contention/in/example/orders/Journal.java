package in.example.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Append-only file. Durable mode waits for the disk and then for the second site on every order. */
final class Journal {
    /** A round trip to the second site, stood in for by a sleep. */
    private static final long REPLICATION_MS = 6;
    private static final long ROTATE_AT = 8 << 20;

    private final FileChannel file;
    private volatile boolean durable;

    Journal(String name) throws IOException {
        file = FileChannel.open(Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    void durable() {
        durable = true;
    }

    void append(Order order, int traded) {
        try {
            String line = order.id + "," + (order.buy ? "B" : "S") + "," + order.price + "," + order.quantity + "," + traded + "\n";
            file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            if (durable) {
                file.force(false);
                Thread.sleep(REPLICATION_MS);
            }
            if (file.size() > ROTATE_AT) {
                file.truncate(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
