import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps 64 kB of direct memory per request and gives another back; the Java heap stays flat. */
public class NativeLeak {
    static final List<ByteBuffer> kept = new ArrayList<>();
    static sun.misc.Unsafe unsafe;

    static void keep() {
        kept.add(ByteBuffer.allocateDirect(64 << 10));
    }

    static void giveBack() {
        long at = unsafe.allocateMemory(32 << 10);
        unsafe.freeMemory(at);
    }

    static byte[] onHeap() {
        byte[] some = new byte[200_000];
        some[17] = 1;
        return some;
    }

    public static void main(String[] args) throws Exception {
        Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe = (sun.misc.Unsafe) field.get(null);
        long until = System.currentTimeMillis() + Long.parseLong(args[0]) * 1000;
        long sum = 0;
        while (System.currentTimeMillis() < until) {
            keep();
            giveBack();
            sum += onHeap()[17];
            Thread.sleep(4);
        }
        System.out.println(kept.size() + " buffers kept, " + sum);
    }
}
