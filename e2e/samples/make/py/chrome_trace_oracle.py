"""Per JavaScript thread of a Chrome trace: samples, busy and idle microseconds, and self time by function. Only the standard library.

chrome_trace_oracle.py TRACE.json.gz > ORACLE.json
"""
import collections
import gzip
import json
import sys

events = json.load(gzip.open(sys.argv[1]))['traceEvents']
names = {(e['pid'], e['tid']): e['args']['name'] for e in events if e['name'] == 'thread_name'}
threads = collections.defaultdict(lambda: {'nodes': {}, 'samples': [], 'deltas': []})
for event in sorted((e for e in events if e['name'] in ('Profile', 'ProfileChunk')), key=lambda e: e['ts']):
    of = threads[event['pid'], event['id']]
    data = event['args']['data']
    if event['name'] == 'Profile':
        of['name'], of['start'] = names.get((event['pid'], event['tid']), ''), data['startTime']
        continue
    profile = data.get('cpuProfile', {})
    for node in profile.get('nodes', []):
        of['nodes'][node['id']] = node['callFrame']['functionName'] or '(anonymous)'
    of['samples'] += profile.get('samples', [])
    of['deltas'] += data.get('timeDeltas', [])
    of['end'] = data.get('endTime', of.get('end'))
out = []
for of in threads.values():
    times, at = [], of['start']
    for delta in of['deltas']:
        at += delta
        times.append(at)
    # Samples that were taken out of order last no time of their own: the latest one seen does.
    selfs, high = collections.Counter(), times[0]
    until = of.get('end') or max(times) + max(0, of['deltas'][-1])
    for sample, at in zip(of['samples'], times[1:] + [until]):
        selfs[of['nodes'][sample]] += max(0, at - high)
        high = max(high, at)
    idle = selfs.pop('(idle)', 0)
    out.append({'name': of['name'], 'samples': len(of['samples']), 'busyUs': sum(selfs.values()), 'idleUs': idle,
                'selfUs': dict(selfs.most_common())})
json.dump(out, sys.stdout, indent=1)
print()
