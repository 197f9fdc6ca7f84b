package in.example.verify;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Checks the signature of every settlement file. A line on stdin is the bank's move to 4096-bit keys and to files
 * ten times as long; end of input ends the program.
 */
public final class VerifyServer {
    private static final int WORKERS = 4;

    private record SettlementFile(byte[] body, byte[] signature, KeyPair keys) {}

    private final BlockingQueue<SettlementFile> files = new ArrayBlockingQueue<>(256);
    private volatile int perSecond = 700;
    private volatile SettlementFile[] kinds;

    private static SettlementFile[] prepare(int bits, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        KeyPair keys = generator.generateKeyPair();
        SettlementFile[] made = new SettlementFile[16];
        for (int n = 0; n < made.length; n++) {
            byte[] body = new byte[size];
            new Random(n).nextBytes(body);
            Signature signer = Signature.getInstance("SHA512withRSA");
            signer.initSign(keys.getPrivate());
            signer.update(body);
            made[n] = new SettlementFile(body, signer.sign(), keys);
        }
        return made;
    }

    private void worker() {
        try {
            while (true) {
                if (!verify(files.take())) {
                    throw new IllegalStateException("a signature did not verify");
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean verify(SettlementFile file) throws Exception {
        Signature verifier = Signature.getInstance("SHA512withRSA");
        verifier.initVerify(file.keys.getPublic());
        verifier.update(file.body);
        return verifier.verify(file.signature);
    }

    private void feed() {
        long due = System.nanoTime();
        for (int n = 0; ; n++) {
            due += 1_000_000_000L / perSecond;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                try {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                } catch (InterruptedException e) {
                    return;
                }
            }
            if (!files.offer(kinds[n % kinds.length])) {
                due = System.nanoTime();
            }
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
        VerifyServer server = new VerifyServer();
        SettlementFile[] stronger = prepare(4096, 200_000);
        server.kinds = prepare(2048, 20_000);
        for (int n = 1; n <= WORKERS; n++) {
            start("verifier-" + n, server::worker);
        }
        start("bank-files", server::feed);
        start("housekeeping", VerifyServer::housekeeping);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        if (commands.readLine() != null) {
            server.kinds = stronger;
            server.perSecond = 1600;
        }
        commands.readLine();
    }
}
