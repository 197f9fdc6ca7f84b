using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

/// <summary>
/// Locks whose holders are known to do one thing: LockTruth disk|network|sleep|cpu|chain|relay SECONDS DIR.
/// Its last line says what it measured itself: nanoseconds waited per lock, and what holders did meanwhile.
/// </summary>
public static class LockTruth {
  static long waited, waitedInner, held, disk, network, cpu, inner, asleep, free;
  static long sink;
  static long until;

  /// <summary>CPU of this thread: on a busy machine a holder queues for one like everybody else.</summary>
  static long ThreadCpu() {
    const int clockThreadCpu = 3;
    Time now;
    if (clock_gettime(clockThreadCpu, out now) != 0) throw new InvalidOperationException();
    return now.seconds * 1000000000L + now.nanoseconds;
  }

  [StructLayout(LayoutKind.Sequential)]
  struct Time { public long seconds, nanoseconds; }

  [DllImport("libc.so.6")]
  static extern int clock_gettime(int clock, out Time time);

  static long Now() { return System.Diagnostics.Stopwatch.GetTimestamp() * (1000000000L / System.Diagnostics.Stopwatch.Frequency); }

  public static void Main(string[] args) {
    until = Now() + long.Parse(args[1]) * 1000000000L;
    var dir = args[2];
    switch (args[0]) {
      case "disk": Workers(6, new Ledger(dir).Post); break;
      case "network": Workers(6, new Quotes().Ask); break;
      case "sleep": Workers(5, new Dozer().Serve); break;
      case "cpu": Workers(4, new Pricing().Price); break;
      case "relay": Workers(8, new Baton().Pass); break;
      case "chain":
        var stock = new Stock(dir);
        var restock = Start(2, stock.Restock);
        Workers(6, new Orders(stock).Place);
        foreach (var thread in restock) thread.Join();
        break;
      default: throw new ArgumentException(args[0]);
    }
    Console.WriteLine(
      "{{\"waited\":{0},\"waitedInner\":{1},\"held\":{2},\"disk\":{3},\"network\":{4},\"cpu\":{5},\"inner\":{6},\"sleep\":{7},\"free\":{8}}}",
      waited, waitedInner, held, disk, network, cpu, inner, asleep, free);
  }

  static void Workers(int count, Action step) {
    foreach (var thread in Start(count, step)) thread.Join();
  }

  static Thread[] Start(int count, Action step) {
    var all = new Thread[count];
    for (var i = 0; i < count; i++) {
      all[i] = new Thread(() => { while (Now() < until) step(); });
      all[i].Start();
    }
    return all;
  }

  /// <summary>What every holder measures: its wait, how much of it the lock was in nobody's hands, and how long it holds it.</summary>
  class Timed {
    long released;

    protected void Got(long asked, long got) {
      Interlocked.Add(ref waited, got - asked);
      Interlocked.Add(ref free, got - Math.Max(asked, released));
    }

    protected void LetGo(long got) {
      released = Now();
      Interlocked.Add(ref held, released - got);
    }
  }

  class Ledger : Timed {
    readonly FileStream file;
    readonly byte[] page = new byte[4 << 20];

    public Ledger(string dir) { file = new FileStream(Path.Combine(dir, "ledger"), FileMode.Create, FileAccess.Write, FileShare.Read, 1); }

    public void Post() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        Append();
        Interlocked.Add(ref disk, Now() - got);
        LetGo(got);
      }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Append() {
      file.Seek(0, SeekOrigin.Begin);
      file.Write(page, 0, page.Length);
      file.Flush(true);
    }
  }

  /// <summary>A server that answers after 8 ms, and a lock held over each question.</summary>
  class Quotes : Timed {
    readonly Socket socket;

    public Quotes() {
      var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
      server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
      server.Listen(1);
      socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
      socket.Connect(server.LocalEndPoint);
      var accepted = server.Accept();
      var thread = new Thread(() => {
        var one = new byte[1];
        while (accepted.Receive(one) > 0) {
          Thread.Sleep(8);
          accepted.Send(one);
        }
      });
      thread.IsBackground = true;
      thread.Start();
    }

    public void Ask() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        Question();
        Interlocked.Add(ref network, Now() - got);
        LetGo(got);
      }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Question() {
      var one = new byte[1];
      socket.Send(one);
      socket.Receive(one);
    }
  }

  /// <summary>Sleeps where it should have let go.</summary>
  class Dozer : Timed {
    public void Serve() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        Doze();
        Interlocked.Add(ref asleep, Now() - got);
        LetGo(got);
      }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Doze() { Thread.Sleep(15); }
  }

  class Pricing : Timed {
    public void Price() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        var began = ThreadCpu();
        Compute();
        Interlocked.Add(ref cpu, ThreadCpu() - began);
        LetGo(got);
      }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Compute() {
      var x = sink;
      for (var end = Now() + 25000000; Now() < end;)
        for (var i = 0; i < 5000; i++) x = unchecked(x * 6364136223846793005L + 1442695040888963407L);
      sink = x;
    }
  }

  /// <summary>Orders wait for whoever places one, who waits for the stock, whose holder writes to the disk.</summary>
  class Orders : Timed {
    readonly Stock stock;

    public Orders(Stock stock) { this.stock = stock; }

    public void Place() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        stock.Reserve();
        LetGo(got);
      }
    }
  }

  class Stock {
    readonly Ledger journal;
    readonly object shelf = new object();

    public Stock(string dir) { journal = new Ledger(dir); }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Reserve() {
      var asked = Now();
      lock (shelf) {
        var got = Now();
        Interlocked.Add(ref waitedInner, got - asked);
        Interlocked.Add(ref inner, got - asked);
        sink++;
      }
    }

    public void Restock() {
      var asked = Now();
      lock (shelf) {
        var got = Now();
        Interlocked.Add(ref waitedInner, got - asked);
        journal.Append();
        Interlocked.Add(ref disk, Now() - got);
      }
    }
  }

  /// <summary>Held for about a millisecond by one after the other: no holder stands out.</summary>
  class Baton : Timed {
    public void Pass() {
      var asked = Now();
      lock (this) {
        var got = Now();
        Got(asked, got);
        for (var end = got + 1000000; Now() < end;) Thread.SpinWait(1);
        LetGo(got);
      }
    }
  }
}
