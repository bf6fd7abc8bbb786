-- For wrk: asks for each line of a file of paths in turn, again and again. Prints what was counted as JSON.
local method, tail, paths, place

function init(args)
  method, paths, place = args[1], {}, 0
  for line in io.lines(args[2]) do paths[#paths + 1] = line end
  local file = io.open(args[3], "rb")
  tail = " HTTP/1.1\r\n" .. file:read("*a")
  file:close()
end

function request()
  place = place % #paths + 1
  return method .. " " .. paths[place] .. tail
end

function done(summary, latency)
  local failed = summary.errors
  print(string.format('{"a_second": %.3f, "failed": %d, "p99_ms": %.3f}',
    summary.requests / (summary.duration / 1e6),
    failed.status + failed.connect + failed.read + failed.write + failed.timeout, latency:percentile(99) / 1e3))
end
