/**
 * What the numbers of a /metrics page are called by the runtimes people run, and what each is. Several names of one meaning: the
 * first that is there counts. Of cAdvisor and kubelet: the container, not the process.
 *   Go client_golang · Python prometheus_client · Node prom-client · JVM Micrometer, simpleclient/JMX, OpenTelemetry
 *   .NET prometheus-net, OpenTelemetry, System.Runtime meters · cAdvisor
 */
import type { Runtime } from '../../base/vocabulary.ts'

export type Meaning =
  | 'cpuSeconds'
  | 'allocatedBytes'
  /** Live after a collection. */
  | 'liveBytes'
  /** In use now, garbage included. */
  | 'heapBytes'
  | 'rssBytes'
  | 'threads'
  | 'blockedThreads'
  | 'cores'
  /** Of Go's classes of CPU: time on processors of its own, whether the machine let them run or not. */
  | 'assistSeconds'
  | 'dedicatedSeconds'
  | 'classesSeconds'
  | 'idleSeconds'
  | 'spareSeconds'
  | 'collectorPauseSeconds'
  | 'lockWaitSeconds'
  /** Ready to run and not running. */
  | 'runQueueSeconds'
  /** cAdvisor: periods of the CPU limit, those in which it stopped the container, and for how long. */
  | 'limitPeriods'
  | 'throttledPeriods'
  | 'throttledSeconds'
  | 'startSeconds'
  | 'uptimeSeconds'
  /** cAdvisor's limit: quota ÷ period cores. */
  | 'quotaMicroseconds'
  | 'periodMicroseconds'

export interface MetricName {
  readonly name: string
  readonly is: Meaning
  /** Only series whose labels hold one of these texts. */
  readonly only?: readonly string[]
  /** Never series whose labels hold one of these. */
  readonly not?: readonly string[]
  readonly runtime?: Runtime
  /** Of a container: may hold more than the process. */
  readonly container?: true
  /** To seconds, bytes or counts. */
  readonly scale?: number
}

const pod = ['container="POD"', 'container=""', 'image=""']

export const metricNames: readonly MetricName[] = [
  { name: 'process_cpu_seconds_total', is: 'cpuSeconds' },
  { name: 'process_cpu_time_ns_total', is: 'cpuSeconds', scale: 1e-9, runtime: 'jvm' },
  { name: 'jvm_cpu_time_seconds_total', is: 'cpuSeconds', runtime: 'jvm' },
  { name: 'dotnet_process_cpu_time_seconds_total', is: 'cpuSeconds', runtime: 'dotnet' },
  { name: 'process_cpu_time_seconds_total', is: 'cpuSeconds' },
  { name: 'container_cpu_usage_seconds_total', is: 'cpuSeconds', container: true, not: pod },

  { name: 'go_gc_heap_allocs_bytes_total', is: 'allocatedBytes', runtime: 'go' },
  { name: 'go_memstats_alloc_bytes_total', is: 'allocatedBytes', runtime: 'go' },
  { name: 'jvm_gc_memory_allocated_bytes_total', is: 'allocatedBytes', runtime: 'jvm' },
  {
    name: 'jvm_memory_pool_allocated_bytes_total',
    is: 'allocatedBytes',
    runtime: 'jvm',
    not: ['Metaspace', 'Code', 'Class'],
  },
  { name: 'dotnet_gc_heap_total_allocated_bytes_total', is: 'allocatedBytes', runtime: 'dotnet' },
  { name: 'dotnet_gc_allocated_bytes_total', is: 'allocatedBytes', runtime: 'dotnet' },
  { name: 'process_runtime_dotnet_gc_allocations_size_bytes_total', is: 'allocatedBytes', runtime: 'dotnet' },

  { name: 'go_gc_heap_live_bytes', is: 'liveBytes', runtime: 'go' },
  {
    name: 'jvm_memory_used_after_last_gc_bytes',
    is: 'liveBytes',
    runtime: 'jvm',
    not: ['Metaspace', 'Code', 'Class', 'nonheap'],
  },
  { name: 'dotnet_gc_last_collection_heap_size_bytes', is: 'liveBytes', runtime: 'dotnet' },

  { name: 'go_memstats_heap_alloc_bytes', is: 'heapBytes', runtime: 'go' },
  { name: 'go_memory_classes_heap_objects_bytes', is: 'heapBytes', runtime: 'go' },
  { name: 'jvm_memory_used_bytes', is: 'heapBytes', runtime: 'jvm', only: ['area="heap"', 'type="heap"'] },
  { name: 'jvm_memory_bytes_used', is: 'heapBytes', runtime: 'jvm', only: ['area="heap"'] },
  { name: 'nodejs_heap_size_used_bytes', is: 'heapBytes', runtime: 'v8' },
  { name: 'process_runtime_dotnet_gc_heap_size_bytes', is: 'heapBytes', runtime: 'dotnet' },

  { name: 'process_resident_memory_bytes', is: 'rssBytes' },
  { name: 'dotnet_process_memory_working_set_bytes', is: 'rssBytes', runtime: 'dotnet' },
  { name: 'process_memory_usage_bytes', is: 'rssBytes' },
  { name: 'container_memory_rss', is: 'rssBytes', container: true, not: pod },
  { name: 'container_memory_working_set_bytes', is: 'rssBytes', container: true, not: pod },

  { name: 'go_goroutines', is: 'threads', runtime: 'go' },
  { name: 'go_sched_goroutines_goroutines', is: 'threads', runtime: 'go' },
  { name: 'jvm_threads_live_threads', is: 'threads', runtime: 'jvm' },
  { name: 'jvm_threads_current', is: 'threads', runtime: 'jvm' },
  { name: 'jvm_thread_count', is: 'threads', runtime: 'jvm' },
  { name: 'process_num_threads', is: 'threads' },
  { name: 'process_threads', is: 'threads' },

  { name: 'jvm_threads_states_threads', is: 'blockedThreads', only: ['state="blocked"'], runtime: 'jvm' },
  { name: 'jvm_threads_state', is: 'blockedThreads', only: ['state="BLOCKED"'], runtime: 'jvm' },
  { name: 'jvm_thread_count', is: 'blockedThreads', only: ['jvm_thread_state="blocked"'], runtime: 'jvm' },

  { name: 'go_sched_gomaxprocs_threads', is: 'cores', runtime: 'go' },
  { name: 'system_cpu_count', is: 'cores', runtime: 'jvm' },
  { name: 'jvm_cpu_count', is: 'cores', runtime: 'jvm' },
  { name: 'dotnet_process_cpu_count', is: 'cores', runtime: 'dotnet' },
  { name: 'process_cpu_count', is: 'cores', runtime: 'dotnet' },
  { name: 'container_spec_cpu_quota', is: 'quotaMicroseconds', container: true, not: pod },
  { name: 'container_spec_cpu_period', is: 'periodMicroseconds', container: true, not: pod },

  { name: 'go_cpu_classes_gc_mark_assist_cpu_seconds_total', is: 'assistSeconds', runtime: 'go' },
  { name: 'go_cpu_classes_gc_mark_dedicated_cpu_seconds_total', is: 'dedicatedSeconds', runtime: 'go' },
  { name: 'go_cpu_classes_total_cpu_seconds_total', is: 'classesSeconds', runtime: 'go' },
  { name: 'go_cpu_classes_idle_cpu_seconds_total', is: 'idleSeconds', runtime: 'go' },
  { name: 'go_cpu_classes_gc_mark_idle_cpu_seconds_total', is: 'spareSeconds', runtime: 'go' },
  { name: 'jvm_gc_pause_seconds_sum', is: 'collectorPauseSeconds', runtime: 'jvm' },
  { name: 'jvm_gc_collection_seconds_sum', is: 'collectorPauseSeconds', runtime: 'jvm' },
  { name: 'jvm_gc_duration_seconds_sum', is: 'collectorPauseSeconds', runtime: 'jvm' },
  { name: 'nodejs_gc_duration_seconds_sum', is: 'collectorPauseSeconds', runtime: 'v8' },
  { name: 'dotnet_gc_pause_time_seconds_total', is: 'collectorPauseSeconds', runtime: 'dotnet' },

  { name: 'go_sync_mutex_wait_total_seconds_total', is: 'lockWaitSeconds', runtime: 'go' },

  { name: 'go_sched_latencies_seconds_sum', is: 'runQueueSeconds', runtime: 'go' },
  { name: 'container_cpu_cfs_periods_total', is: 'limitPeriods', container: true, not: pod },
  { name: 'container_cpu_cfs_throttled_periods_total', is: 'throttledPeriods', container: true, not: pod },
  { name: 'container_cpu_cfs_throttled_seconds_total', is: 'throttledSeconds', container: true, not: pod },

  { name: 'process_start_time_seconds', is: 'startSeconds' },
  { name: 'process_uptime_seconds', is: 'uptimeSeconds' },
]

/** What tells a runtime when none of its numbers above is there. */
export const runtimeMarks: readonly (readonly [prefix: string, Runtime])[] = [
  ['go_info', 'go'],
  ['go_goroutines', 'go'],
  ['python_info', 'cpython'],
  ['python_gc_', 'cpython'],
  ['nodejs_version_info', 'v8'],
  ['jvm_info', 'jvm'],
  ['jvm_memory_', 'jvm'],
  ['dotnet_', 'dotnet'],
  ['process_runtime_dotnet_', 'dotnet'],
]
