import java.util.ArrayList;
import java.util.List;

/** Allocates about 40 MB/s that nobody keeps and 1 MB/s that stays, for 8 s; counts both itself. */
public class Churn {
    public static void main(String[] words) throws Exception {
        int seconds = words.length > 0 ? Integer.parseInt(words[0]) : 8;
        List<byte[]> kept = new ArrayList<>();
        long allocated = 0;
        long end = System.currentTimeMillis() + seconds * 1000L;
        while (System.currentTimeMillis() < end) {
            for (int i = 0; i < 40; i++) {
                byte[] gone = new byte[100_000];
                gone[i] = 1;
                allocated += gone.length;
            }
            kept.add(new byte[100_000]);
            allocated += 100_000;
            Thread.sleep(100);
        }
        System.out.println("{\"allocatedBytes\": " + allocated + ", \"keptBytes\": " + kept.size() * 100_000L + "}");
    }
}
