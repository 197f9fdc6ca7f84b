package in.example.scores;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Live cricket scores: every ball becomes one JSON document per kind of client, built from fresh maps and strings,
 * read back to check it, and thrown away. A line on stdin begins the last over; end of input ends the program.
 */
public final class ScoreServer {
    private static final int WORKERS = 4;
    private static final String[] CLIENTS = {"android", "ios", "web", "tv"};
    /** Documents kept for clients that reconnect: what survives a young collection, and soon dies. */
    private static final int REPLAY = 500;

    private final BlockingQueue<Integer> balls = new ArrayBlockingQueue<>(64);
    private final ArrayDeque<List<Object>> replay = new ArrayDeque<>();
    private volatile int tickMs = 80;
    private volatile int ballsPerTick = 1;

    private void worker() {
        try {
            while (true) {
                int ball = balls.take();
                for (String client : CLIENTS) {
                    publish(ball, client);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(int ball, String client) {
        Map<String, Object> scorecard = scorecard(ball, client);
        String text = Json.write(scorecard);
        List<Object> readBack = new ArrayList<>();
        Json.read(text, readBack);
        synchronized (replay) {
            replay.add(readBack);
            if (replay.size() > REPLAY) {
                replay.poll();
            }
        }
    }

    /** The whole card each time, although one number changed. */
    private static Map<String, Object> scorecard(int ball, String client) {
        Random random = new Random(ball);
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("client", client);
        card.put("ball", ball);
        List<Object> batters = new ArrayList<>();
        for (int n = 0; n < 22; n++) {
            Map<String, Object> batter = new LinkedHashMap<>();
            batter.put("name", "player-" + n);
            batter.put("runs", random.nextInt(100));
            batter.put("strikeRate", random.nextInt(20_000) / 100.0);
            List<Object> shots = new ArrayList<>();
            for (int s = 0; s < 24; s++) {
                shots.add(random.nextInt(7));
            }
            batter.put("shots", shots);
            batters.add(batter);
        }
        card.put("batters", batters);
        return card;
    }

    private void feed() {
        int ball = 0;
        while (true) {
            try {
                Thread.sleep(tickMs);
            } catch (InterruptedException e) {
                return;
            }
            for (int n = 0; n < ballsPerTick; n++) {
                balls.offer(ball++);
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
        ScoreServer server = new ScoreServer();
        for (int n = 1; n <= WORKERS; n++) {
            start("publisher-" + n, server::worker);
        }
        start("ball-feed", server::feed);
        start("housekeeping", ScoreServer::housekeeping);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        if (commands.readLine() != null) {
            server.ballsPerTick = 10;
            server.tickMs = 10;
        }
        commands.readLine();
    }
}
