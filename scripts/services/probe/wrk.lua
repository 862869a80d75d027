-- Prints what wrk has measured as one line of JSON; times in milliseconds.
done = function(summary, latency, requests)
  local ms = function(us) return string.format("%.3f", us / 1000) end
  io.write(string.format(
    '\nJSON {"requests":%d,"durationS":%.3f,"avgMs":%s,"p50Ms":%s,"p95Ms":%s,"p99Ms":%s,"socketErrors":%d,"statusErrors":%d}\n',
    summary.requests, summary.duration / 1e6, ms(latency.mean), ms(latency:percentile(50)), ms(latency:percentile(95)),
    ms(latency:percentile(99)), summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.errors.status))
end
