//! Renders, hashes, keeps some of it and waits for a lock for four seconds. Writes cpu.pb (pprof-rs) and two states of
//! jemalloc's heap, heap-1.pb.gz and heap-2.pb.gz (jemalloc_pprof), two seconds apart.
use pprof::protos::Message;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[allow(non_upper_case_globals)]
#[export_name = "malloc_conf"]
pub static malloc_conf: &[u8] = b"prof:true,prof_active:true,lg_prof_sample:16\0";

#[inline(never)]
fn render(n: u64) -> String {
    (0..400).map(|i| format!("{{\"id\":{},\"n\":{}}}", i, n)).collect::<Vec<_>>().join(",")
}

#[inline(never)]
fn digest(text: &str) -> u64 {
    let mut sum = 0;
    for _ in 0..60 {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        sum ^= hasher.finish();
    }
    sum
}

/// Keeps every sixteenth page for ever: the leak of the heap profiles.
#[inline(never)]
fn keep(cache: &Mutex<Vec<String>>, n: u64, page: String) {
    if n % 16 < 2 {
        cache.lock().unwrap().push(page);
    }
}

fn dump_heap(path: &str) {
    let mut control = jemalloc_pprof::PROF_CTL.as_ref().unwrap().blocking_lock();
    std::fs::write(path, control.dump_pprof().unwrap()).unwrap();
}

fn main() {
    let guard = pprof::ProfilerGuardBuilder::default().frequency(199).build().unwrap();
    let end = Instant::now() + Duration::from_secs(4);
    let cache = Arc::new(Mutex::new(Vec::new()));
    let total = Arc::new(Mutex::new(0u64));
    let threads: Vec<_> = (0..2)
        .map(|t| {
            let (cache, total) = (cache.clone(), total.clone());
            std::thread::Builder::new()
                .name(format!("worker-{t}"))
                .spawn(move || {
                    let mut n = t;
                    while Instant::now() < end {
                        let page = render(n);
                        *total.lock().unwrap() ^= digest(&page);
                        keep(&cache, n, page);
                        n += 2;
                        std::thread::sleep(Duration::from_millis(1));
                    }
                })
                .unwrap()
        })
        .collect();
    std::thread::sleep(Duration::from_millis(1500));
    dump_heap("heap-1.pb.gz");
    std::thread::sleep(Duration::from_secs(2));
    dump_heap("heap-2.pb.gz");
    for thread in threads {
        thread.join().unwrap();
    }
    let kept: usize = cache.lock().unwrap().iter().map(String::capacity).sum();
    let profile = guard.report().build().unwrap().pprof().unwrap();
    let mut out = Vec::new();
    profile.encode(&mut out).unwrap();
    std::fs::write("cpu.pb", out).unwrap();
    println!("{{\"keptBytesAtEnd\": {kept}}}");
}
